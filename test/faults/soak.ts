// `npm run soak -- --minutes 30 --browser firefox`: a film at twenty times its speed, over and over, while everything goes
// wrong that can. Writes what came of it into docs/faults.md.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import setup from '../browser/global-setup';
import { launchViewer } from '../browser/viewer';
import { playedTo, playhead } from '../browser/watching';
import { seededRandom } from '../core/funnel/seeded-random';
import { film } from '../media/films';
import { startOrigin } from '../server/origin';
import { memoryBytes } from './memory';
import { referenceOf } from './reference';
import { type SoakMinute, writeSoakReport } from './report';
import { anyFault, greatTroubles } from './soak-troubles';
import { hurryOn, soakHelp } from './soak-viewer';
import { witnessedFolder } from './witnessed-build';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    browser: { type: 'string', default: 'chromium' },
    seed: { type: 'string', default: '1' },
  },
});
const browserName = values.browser === 'firefox' ? 'firefox' : 'chromium';
const troubleShare = 0.02;
/** Each begins a new attempt: with more of them the film would hardly come on. */
const appendTroubleShare = 0.002;

await setup();
const path = await film({
  seconds: 1800,
  width: 160,
  height: 90,
  fps: 5,
  gopFrames: 10,
  videoBitsPerSecond: 100_000,
});
const countWrong = await referenceOf(path);
const random = seededRandom(Number(values.seed));
// Whoever works on the extension meanwhile builds it anew, and a worker that is started again reads it anew.
const folder = await mkdtemp(join(tmpdir(), 'funnel-soak-'));
await cp(witnessedFolder, folder, { recursive: true });
const [viewer, origin] = await Promise.all([launchViewer(browserName, { extension: folder }), startOrigin()]);
const scene = { viewer, origin, path: '/soak.mp4', otherPath: '/other.mp4' };
origin.serve(scene.otherPath, path);
origin.serve(scene.path, path, {
  rttMs: 20,
  fault: (request) => (random() < troubleShare ? anyFault(request, scene, random) : undefined),
});
const page = await viewer.play(origin.url(scene.path));
// A page loaded anew while the server is down comes back when that does.
page.setDefaultTimeout(120_000);
await playedTo(page, 0.1);
await hurryOn(page, appendTroubleShare);

const over = new AbortController();
const troubles = greatTroubles(scene, random, over.signal);
const minutes: SoakMinute[] = [];
for (let minute = 1; minute <= Number(values.minutes); minute++) {
  const { fed, ...seen } = await soakHelp(page, 60_000, appendTroubleShare, (scene) => {
    const underWay = origin.log.filter(({ endedAtMs }) => endedAtMs === null);
    const last = origin.log.slice(-3).map(({ status, endedBy }) => `${status} ${endedBy}`);
    console.log(scene, `${underWay.length} requests under way, the last: ${last}`);
  });
  const told: SoakMinute = {
    ...seen,
    wrongSamples: countWrong(fed),
    samples: fed.length,
    memoryBytes: await memoryBytes(viewer, page),
  };
  minutes.push(told);
  console.log(minute, JSON.stringify(told), await playhead(page));
  origin.clearLog();
}
over.abort();
await troubles;
await Promise.all([viewer.close(), origin.close()]);
await rm(folder, { recursive: true, force: true });
await writeSoakReport(browserName, minutes);
const isSound = minutes.every(
  ({ wrongSamples, uncaught, silentStops }) => wrongSamples + uncaught.length + silentStops === 0,
);
process.exitCode = isSound ? 0 : 1;
