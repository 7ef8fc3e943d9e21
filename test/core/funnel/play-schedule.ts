import { byteRange } from '../../../src/core/bytes/range';
import { Funnel } from '../../../src/core/funnel/funnel';
import { ConnectionWitness } from './connection-witness';
import { FunnelRun } from './funnel-run';
import { LinkGiver } from './link-giver';
import { MemoryWitness } from './memory-witness';
import { mirrorAt, serveWith, urlsOf } from './mirrors';
import { RestlessViewer } from './restless-viewer';
import { addressesOf, conditionsOf, faultChooser, patienceMs, type Schedule } from './schedule';
import { seededRandom } from './seeded-random';
import { simulatedFile } from './simulated-file';
import { SimulatedNetwork } from './simulated-network';
import { SpeedWitness } from './speed-witness';
import { UnderWay } from './under-way';
import { VirtualTime } from './virtual-time';
import { Witness } from './witness';

export interface Outcome {
  readonly funnel: Funnel;
  readonly run: FunnelRun;
  readonly witness: Witness;
  readonly speed: SpeedWitness;
  readonly network: SimulatedNetwork;
  readonly time: VirtualTime;
  /** The link was dead from the start, and the viewer has given a mirror that has another file, or none: nobody can know. */
  readonly isElsewhere: boolean;
  /** Every scene was met, or the funnel said that it cannot be. */
  readonly settled: boolean;
}

/** Of a file's start: kept for other addresses to be held against. */
const fingerprintBytes = 64 * 1024;

/** Runs a schedule until the viewer has seen all of it or the funnel gave up; never longer than anybody has patience. */
export function playSchedule(schedule: Schedule): Outcome {
  const { seed, mirrors, options, changes } = schedule;
  const time = new VirtualTime();
  const random = seededRandom(seed ^ 0x5bd1e995);
  const file = simulatedFile(schedule.byteLength);
  const funnel = new Funnel(urlsOf(mirrors), options, seededRandom(seed + 1));
  const serve = serveWith(addressesOf(schedule), file);
  const network = new SimulatedNetwork(time, serve, conditionsOf(schedule), faultChooser(schedule), seed);
  const run = new FunnelRun(time, funnel, network, () => random() * schedule.timerLatenessMs);
  const underWay = new UnderWay(funnel, time);
  const witness = new Witness(file, funnel, run, underWay, time, [byteRange(0, fingerprintBytes)]);
  const speed = new SpeedWitness(time);
  const connections = new ConnectionWitness(options, underWay);
  const memory = new MemoryWitness(options, witness, fingerprintBytes);
  run.onlookers = [underWay, witness, connections, memory, speed];
  const viewer = new RestlessViewer(file, run, witness, time, schedule.scenes, random);
  for (const { atMs, event } of changes) time.at(1 + atMs, () => run.handle(event));
  for (const { atMs, forMs } of schedule.offline)
    time.at(1 + atMs + forMs, () => run.handle({ type: 'online' }));
  loseLink(schedule.linkLosses, run, time);
  const giver = new LinkGiver(schedule, run, time);
  run.onlookers.push(giver);
  viewer.open();
  const isElsewhere = () => run.heir !== null && mirrorAt(mirrors, run.heir)?.kind !== 'same';
  const settled = () => isElsewhere() || run.failure !== null || giver.isAtLoss || viewer.scenesLeft < 0;
  time.run(patienceMs(schedule), settled);
  return { funnel, run, witness, speed, network, time, isElsewhere: isElsewhere(), settled: settled() };
}

function loseLink(losses: Schedule['linkLosses'], run: FunnelRun, time: VirtualTime): void {
  let linked = 0;
  for (const { atMs, forMs } of losses) {
    time.at(1 + atMs, () => {
      linked -= 1;
      run.handle({ type: 'link-lost' });
    });
    time.at(1 + atMs + forMs, () => {
      linked += 1;
      if (linked === 0) run.handle({ type: 'link-back' });
    });
  }
}
