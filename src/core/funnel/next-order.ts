import { byteLength, byteRange } from '../bytes/range';
import type { RangeSet } from '../bytes/range-set';
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
  const trusted = isResourceKnown ? lanes.filter(({ state }) => state === 'open') : lanes;
  const gap = order.firstGap(held, busy, pieceBytesMax);
  if (gap?.urgent) {
    const piece = trusted[0] && takePiece(trusted, gap, scene);
    if (piece) return piece;
  }
  const helper = trusted[0];
  const help = helper && chooseHelp(scene.requests, order, freeConnection(helper, scene), scene.nowMs);
  if (help) return { ...help, lane: helper };
  return gap && !gap.urgent ? takePiece(lanes, gap, scene) : null;
}

/** The quickest lane takes it; a far slower one only what it brings in time. */
function takePiece(lanes: readonly Lane[], gap: Gap, scene: DispatchScene): Order | null {
  for (const lane of lanes) {
    const bytes = Math.min(pieceSizeFor(lane, gap, scene), byteLength(gap.range));
    const piece = byteRange(gap.range.start, gap.range.start + bytes);
    const speed = lane.connectionBytesPerSecond.value;
    if (speed === null || speed * tuning.slowLane >= scene.quickestBytesPerSecond)
      return { type: 'piece', lane, piece };
    const endMs = scene.nowMs + (lane.roundTripMs ?? 0) + (bytes * 1000) / speed;
    if (endMs <= scene.order.dueMs(piece)) return { type: 'piece', lane, piece };
  }
  return null;
}

function pieceSizeFor(
  lane: Lane,
  gap: Gap,
  { order, held, busy, connections, pieceBytesMax }: DispatchScene,
) {
  const isGuess = order.needs.bytesPerSecond === null;
  return pieceBytes({
    isUrgent: gap.urgent,
    sharedBytes: gap.urgent || isGuess ? order.gapBytes(held, busy, gap.urgent) : 0,
    bytesBefore: gap.bytesBefore,
    isGuess,
    secondsFed: order.needs.secondsFed,
    connections,
    connectionBytesPerSecond: lane.connectionBytesPerSecond.value,
    roundTripMs: lane.roundTripMs ?? 0,
    pieceSize: pieceBytesMax,
  });
}

/** Before a lane has brought anything, its connections are taken to be as quick as the quicker half of all. */
function freeConnection(lane: Lane, { requests, nowMs }: DispatchScene): FreeConnection {
  const speeds = requests.map((request) => request.knownBytesPerSecond(nowMs)).filter((speed) => speed > 0);
  const median = speeds.sort((a, b) => a - b)[Math.floor(speeds.length / 2)] ?? null;
  return {
    bytesPerSecond: lane.connectionBytesPerSecond.value ?? median,
    roundTripMs: lane.roundTripMs ?? 0,
  };
}
