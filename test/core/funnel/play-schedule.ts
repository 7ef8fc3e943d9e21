import { Funnel } from '../../../src/core/funnel/funnel';
import { FunnelRun } from './funnel-run';
import { RestlessViewer } from './restless-viewer';
import { faultChooser, type Schedule } from './schedule';
import { seededRandom } from './seeded-random';
import { simulatedFile } from './simulated-file';
import { SimulatedNetwork } from './simulated-network';
import { VirtualTime } from './virtual-time';
import { Witness } from './witness';

export interface Outcome {
  readonly funnel: Funnel;
  readonly run: FunnelRun;
  readonly witness: Witness;
  readonly viewer: RestlessViewer;
  readonly network: SimulatedNetwork;
  readonly time: VirtualTime;
  /** Every scene was met, or the funnel said that it cannot be. */
  readonly settled: boolean;
}

/** Runs a schedule until the viewer has seen all of it or the funnel gave up; never longer than `withinMs`. */
export function playSchedule(schedule: Schedule, withinMs: number): Outcome {
  const time = new VirtualTime();
  const random = seededRandom(schedule.seed ^ 0x5bd1e995);
  const file = simulatedFile(schedule.byteLength);
  const funnel = new Funnel(['https://cdn.example/film.mp4'], {}, seededRandom(schedule.seed + 1));
  const network = new SimulatedNetwork(time, file, schedule.conditions, faultChooser(schedule));
  const run = new FunnelRun(time, funnel, network, () => random() * schedule.timerLatenessMs);
  const witness = new Witness(file, funnel, run, time);
  const viewer = new RestlessViewer(file, run, witness, time, schedule.scenes, random);
  let linked = 0;
  for (const { atMs, forMs } of schedule.linkLosses) {
    time.at(1 + atMs, () => {
      linked -= 1;
      run.handle({ type: 'link-lost' });
    });
    time.at(1 + atMs + forMs, () => {
      linked += 1;
      if (linked === 0) run.handle({ type: 'link-back' });
    });
  }
  viewer.open();
  const settled = () => run.failure !== null || viewer.scenesLeft < 0;
  time.run(withinMs, settled);
  return { funnel, run, witness, viewer, network, time, settled: settled() };
}
