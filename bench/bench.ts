// npm run bench                     Funnel beside a plain <video>: every scenario in both browsers, some 14 minutes
//   -- --browser chromium|firefox   in one of them
//   -- --scenario TEXT              those whose name is or has this
//   -- --timeline                   instead: draws docs/fetch-timeline.svg from one run in Chromium
//   -- --heap [--hours 4]           instead: whether Chromium's memory stays flat while so much film plays, 16 times as fast
//   -- --popup                      instead: how soon a link can be pasted into the popup
//   -- --held                       instead: whether ten minutes of a film of 4 GB are played in 64 MB, twice as fast
import { parseArgs } from 'node:util';
import { compare } from './compare';
import { checkHeap, checkHeld } from './heap';
import { checkPopup } from './popup';
import { recordTimeline } from './record-timeline';

const { values } = parseArgs({
  options: {
    browser: { type: 'string' },
    scenario: { type: 'string' },
    timeline: { type: 'boolean' },
    heap: { type: 'boolean' },
    held: { type: 'boolean' },
    popup: { type: 'boolean' },
    hours: { type: 'string', default: '4' },
  },
});

if (values.timeline) await recordTimeline();
else if (values.popup) await checkPopup();
else if (values.held) await checkHeld();
else if (values.heap) await checkHeap(Number(values.hours));
else await compare(values.browser, values.scenario);
