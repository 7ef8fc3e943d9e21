import { byteLength, byteRange } from '../bytes/range';
import type { RangeSet } from '../bytes/range-set';
import { evenShare } from './even-share';
import { chooseHelp, type FreeConnection, type Help } from './help';
import type { Lane } from './lane';
import { tuning } from './options';
import { pieceBytes } from './piece-size';
import type { Gap, PlayingOrder } from './playing-order';
import type { Request } from './request';

export interface DispatchScene {
  readonly order: PlayingOrder;
  readonly held: RangeSet;
  /** Bytes that somebody is bringing, or that nobody may ask for yet. */
  readonly busy: RangeSet;
  readonly requests: readonly Request[];
  /** With room for a request, the quickest first. */
  readonly lanes: readonly Lane[];
  /** Whether there is a source, with room or without, that does not fail: what somebody waits for is its to bring. */
  readonly isAnyWell: boolean;
  /** Whether somebody waits for so much that lanes nobody knows yet are worth asking for it. */
  readonly isRushing: boolean;
  /** Of one connection of the quickest lane, with room or without; 0 before anything was measured. */
  readonly quickestBytesPerSecond: number;
  readonly isResourceKnown: boolean;
  /** Requests that may run at once. */
  readonly connections: number;
  /** The most one request may ask for. */
  readonly pieceBytesMax: number;
  readonly nowMs: number;
}

export type Order =
  | { readonly type: 'piece'; readonly lane: Lane; readonly piece: Gap['range'] }
  | (Help & { readonly lane: Lane });

/**
 * What the next free connection does, in this order: bring what somebody waits for; help a connection that keeps
 * somebody waiting, or will; read ahead.
 */
export function nextOrder(scene: DispatchScene): Order | null {
  const { order, held, busy, lanes, pieceBytesMax, isResourceKnown } = scene;
  const isTrusted = ({ state, source }: Lane) => state === 'open' && !(source.isAiling && scene.isAnyWell);
  const trusted = isResourceKnown ? lanes.filter(isTrusted) : lanes;
  const gap = order.firstGap(held, busy, pieceBytesMax);
  if (gap?.urgent) {
    const piece = takePiece(trusted, gap, scene) ?? (scene.isRushing ? takePiece(lanes, gap, scene) : null);
    if (piece) return piece;
  }
  const help = trusted[0] ? helpFrom(trusted[0], trusted, scene) : null;
  if (help) return help;
  return gap && !gap.urgent ? takePiece(lanes, gap, scene) : null;
}

function helpFrom(helper: Lane, trusted: readonly Lane[], scene: DispatchScene): Order | null {
  const { order, held, requests, nowMs } = scene;
  const help = chooseHelp(requests, order, held, freeConnection(helper, scene), nowMs);
  if (help?.type !== 'race') return help && { ...help, lane: helper };
  // What one host is silent about, another may tell.
  const elsewhere = trusted.find(({ source }) => source !== help.request.lane.source);
  return { ...help, lane: elsewhere ?? helper };
}

/** The quickest lane takes it; a far slower one only what it brings in time. */
function takePiece(lanes: readonly Lane[], gap: Gap, scene: DispatchScene): Order | null {
  for (const lane of lanes) {
    const bytes = Math.min(pieceSizeFor(lane, gap, scene), byteLength(gap.range));
    const piece = byteRange(gap.range.start, gap.range.start + bytes);
    const speed = lane.connectionBytesPerSecond.value;
    // One request at a time shows whether it is still slow; and better slowly than not at all.
    const isTried = (lane.active === 0 && !gap.urgent) || scene.requests.length === 0;
    if (isTried || speed === null || speed * tuning.slowLane >= scene.quickestBytesPerSecond)
      return { type: 'piece', lane, piece };
    const endMs = scene.nowMs + (lane.roundTripMs ?? 0) + (bytes * 1000) / speed;
    if (endMs <= scene.order.dueMs(piece)) return { type: 'piece', lane, piece };
  }
  return null;
}

function pieceSizeFor(lane: Lane, gap: Gap, scene: DispatchScene): number {
  const { order, held, busy, connections, pieceBytesMax } = scene;
  const isGuess = order.needs.bytesPerSecond === null;
  const kind = gap.urgent ? 'urgent' : isGuess ? 'guess' : 'ahead';
  const speed = lane.connectionBytesPerSecond.value;
  const shared = kind === 'ahead' ? 0 : order.gapBytes(held, busy, gap.urgent);
  const firstByte = byteRange(gap.range.start, gap.range.start + 1);
  // Before anything is measured nobody is done sooner than the others.
  const equalShare = () => (gap.urgent ? shared : order.byteLength) / connections;
  return pieceBytes({
    kind,
    evenShareBytes: speed === null ? equalShare() : evenShare(shared, othersBusyMs(scene, speed), speed),
    bytesBefore: gap.bytesBefore + scene.requests.reduce((sum, { receivedBytes }) => sum + receivedBytes, 0),
    secondsUntilDue: Math.max(0, order.dueMs(firstByte) - scene.nowMs) / 1000,
    connections,
    bytesPerSecond: speed,
    roundTripMs: lane.roundTripMs ?? 0,
    pieceSize: pieceBytesMax,
  });
}

/** For how long each other connection is still busy, as far as can be told. */
function othersBusyMs({ requests, connections, nowMs }: DispatchScene, bytesPerSecond: number): number[] {
  const busy = requests.map((request) => {
    const speed = request.knownBytesPerSecond(nowMs) ?? bytesPerSecond;
    if (!request.remaining) return Infinity;
    // What has left the server since the last chunk is nearly here.
    const flowedMs = request.answeredAtMs === null ? 0 : request.silentMs(nowMs);
    return Math.max(0, (byteLength(request.remaining) * 1000) / speed - flowedMs);
  });
  const free = Math.max(0, connections - requests.length - 1);
  return [...busy, ...new Array<number>(free).fill(0)];
}

/** Before a lane has brought anything, its connections are taken to be as quick as the quicker half of all. */
function freeConnection(lane: Lane, { requests, nowMs }: DispatchScene): FreeConnection {
  const speeds = requests.flatMap((request) => request.knownBytesPerSecond(nowMs) ?? []);
  const median = speeds.sort((a, b) => a - b)[Math.floor(speeds.length / 2)] ?? null;
  return {
    bytesPerSecond: lane.connectionBytesPerSecond.value ?? median,
    roundTripMs: lane.roundTripMs ?? 0,
  };
}
