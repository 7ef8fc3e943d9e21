const KB = 1024;
const MB = 1024 * KB;

/** What the funnel may be told. Sizes in bytes. */
export interface FunnelOptions {
  /** The unit of read-ahead. */
  readonly blockSize: number;
  /** The most one request asks for. */
  readonly pieceSize: number;
  /** Blocks that may wait unread, besides the one being read. */
  readonly blocksAhead: number;
  /** Requests at once, all lanes together; `auto`: as many as the film needs. */
  readonly connections: number | 'auto';
  /** Bytes per second, all lanes together; 0: no limit. */
  readonly maxSpeed: number;
}

export const defaultFunnelOptions: FunnelOptions = {
  blockSize: 8 * MB,
  pieceSize: 1 * MB,
  blocksAhead: 2,
  connections: 'auto',
  maxSpeed: 0,
};

/** Numbers nobody has asked to change. */
export const tuning = {
  /** As many connections as both browsers open to one host, with and without cookies: a film starts with these. */
  startConnections: 12,
  /** Both browsers open at most this many HTTP/1.1 connections for one host and credentials mode. */
  connectionsPerLane: 6,
  /** Streams of HTTP/2 or HTTP/3, which share one connection of a lane. */
  streamsPerLane: 12,
  /** Requests at once, whatever the film needs. */
  connectionsMax: 24,
  /** Addresses of one file that are used together: the link, mirrors, and where redirects led. */
  sourcesMax: 4,
  /** Asked for at the start, when nothing is known, by all connections in equal parts. */
  guessBytes: 288 * KB,
  /** Of guesses later on: small, as what will be needed shows soon. */
  laterGuessBytes: 24 * KB,
  smallestPieceBytes: 16 * KB,
  smallestUrgentPieceBytes: 3 * KB,
  /** A piece that is over sooner than this costs a browser more time than it saves. */
  pieceSecondsMin: 0.03,
  /** While the index is looked for, a piece lasts hardly longer than this: what will be needed is a guess. */
  guessSeconds: 0.2,
  /** The larger guesses are than equal parts, the more connections are free when it shows. */
  guessReserve: 1.5,

  /** A piece that nobody waits for takes at least this many round trips to come, so that asking for it costs little. */
  roundTripsPerPiece: 10,
  /** How much larger than the pieces before it the next may be. Beyond 1.5 a film that barely keeps up stops. */
  pieceGrowth: 1.5,
  /** Once the film is safely ahead a request should last this long, so that round trips between requests are lost in it. */
  pieceSeconds: 3,
  /** Or so many round trips, where those are long. */
  roundTripsPerLargePiece: 25,
  /** Asked from the end of the file at once, where a moov may lie. No more than a first piece: it must not keep a connection. */
  tailBytes: 16 * KB,
  /** What the first answer on a new connection takes: name, TCP and TLS besides the request. */
  coldRoundTrips: 3,
  /** No byte for so long, before a lane's usual delays are known: another connection is asked for the same. */
  hangUnknownMs: 1_000,
  hangMinMs: 300,
  /** In playing order, from the first that is not in hand; what comes after those is not yet urgent in any way. */
  needsLookedAt: 200,
  /** Less than this is over in a moment, and says nothing of a connection's speed. */
  speedSampleBytes: 2 * KB,
  /** A lane this many times slower than the quickest gets only what it brings in time. */
  slowLane: 2,
  /** Splitting a piece must save this much time, and the part given away be worth a request. */
  splitGainMinMs: 100,
  splitGainOfQuickMinMs: 250,
  splitGainShare: 0.2,
  /** What comes beyond a cut before the connection closes is lost: of film to come, less than this is not split off. */
  smallestSplitBytes: 96 * KB,
  /** A connection this many times slower than a free one is worth a split wherever it is late. */
  slowConnection: 2,
  /** How fast a connection is shows only after this; that it brings nothing, after a little more. */
  speedKnownAfterMs: 100,
  nothingKnownAfterMs: 150,
  /** A connection that has brought nothing yet is no quicker than one chunk would make it. Before any has come, such a one: */
  chunkBytes: 16 * KB,
  /** However few connections a host stood the last time, so many are tried. */
  recalledMin: 2,
  /** Film this far ahead is comfortable: from then on only as many connections are used as keep it so. */
  comfortSeconds: 15,
  headroom: 1.5,
  /** Less film ahead than this, and bytes coming hardly faster than they are played: more connections are tried. */
  growthBelowSeconds: 10,
  growthBelowRate: 1.2,
  growthStep: 6,
  growthSettleMs: 1_500,
  growthMeasureMs: 2_000,
  /** The share of what equal connections would bring that new ones must bring to be kept. */
  growthWorth: 0.4,
  growthRetryMs: 60_000,
  /** A seek whose bytes take longer than that many round trips, and a moment, gets all connections there are room for, */
  rushRoundTrips: 4,
  rushGainMinMs: 150,
  /** the next time, too, unless each of them was slowed to this share by the others. */
  rushWorth: 0.7,
  firstByteTimeoutMs: 10_000,
  stallTimeoutMs: 5_000,
  /** A connection that brings less than that is given up after a while. */
  crawlBytesPerSecond: 1 * KB,
  crawlTimeoutMs: 10_000,
  /** A server that asks for more patience than this is asked again all the same. */
  retryAfterMaxMs: 300_000,
  retryDelayMs: 500,
  retryDelayMaxMs: 8_000,
  /** Without a single answer from the server, this many failures of a piece, over so long, end the attempt to open it. */
  failuresBeforeFirstAnswer: 4,
  openingPatienceMs: 12_000,
  /** So many where a mirror may have the file. */
  failuresBeforeMirror: 2,
  /** So many failures of a piece, and the copy it is fetched from is taken to be gone. */
  failuresBeforeAnotherCopy: 6,
  /** A lane that was never heard of is given up after this many failures. */
  failuresOfSilentLane: 2,
  /** Or has lost so many races. */
  racesOfSilentLane: 3,
  /** Objections of a host that come within this time are one. */
  objectionWindowMs: 2_000,
  /** Those of one burst come within this. */
  objectionBurstMs: 300,
  /** After an objection, one connection more each time this passes without another: up to what was served then, */
  recoveryMs: 500,
  /** and beyond that, twice as late each time the host objects to the same number again. */
  recoveryBeyondMs: 2_000,
  recoveryBeyondMaxMs: 60_000,
} as const;
