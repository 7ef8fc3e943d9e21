import { tuning } from './options';

export interface GrowthScene {
  /** Requests the host may be sent at once. */
  readonly connections: number;
  /** What its lanes have room for. */
  readonly connectionsMax: number;
  /** Whether all connections are busy and the film is not ahead for all that. */
  readonly isWanting: boolean;
  readonly bytesPerSecond: number;
}

interface Trial {
  readonly connectionsBefore: number;
  readonly bytesPerSecondBefore: number;
  readonly judgeAtMs: number;
}

/** Finds out by trying whether more connections bring more: a cap on each says yes, a cap on all of them says no. */
export class Growth {
  #wantingSinceMs: number | null = null;
  #notBeforeMs = 0;
  #trial: Trial | null = null;

  get isTrying(): boolean {
    return this.#trial !== null;
  }

  /** How many connections to go on with; null for as many as before. */
  step(scene: GrowthScene, nowMs: number): { connections: number; isLearned: boolean } | null {
    const { connections, connectionsMax, isWanting, bytesPerSecond } = scene;
    if (this.#trial) return this.#judge(this.#trial, scene, nowMs);
    if (!isWanting) this.#wantingSinceMs = null;
    else this.#wantingSinceMs ??= nowMs;
    const wantedForMs = this.#wantingSinceMs === null ? 0 : nowMs - this.#wantingSinceMs;
    if (wantedForMs < tuning.growthMeasureMs || nowMs < this.#notBeforeMs) return null;
    if (connections >= connectionsMax) return null;
    this.#trial = {
      connectionsBefore: connections,
      bytesPerSecondBefore: bytesPerSecond,
      judgeAtMs: nowMs + tuning.growthSettleMs + tuning.growthMeasureMs,
    };
    return { connections: Math.min(connections + tuning.growthStep, connectionsMax), isLearned: false };
  }

  /** The host objected: whatever was tried is over. */
  objected(nowMs: number): void {
    this.#trial = null;
    this.#wantingSinceMs = null;
    this.#notBeforeMs = nowMs + tuning.growthRetryMs;
  }

  #judge(trial: Trial, scene: GrowthScene, nowMs: number) {
    if (nowMs < trial.judgeAtMs) return null;
    this.#trial = null;
    this.#wantingSinceMs = null;
    const { connections, isWanting, bytesPerSecond } = scene;
    const grown = connections / trial.connectionsBefore - 1;
    // Where the film got ahead meanwhile, there was nothing to fetch for some of the time: that proves nothing.
    const isOfUse = bytesPerSecond >= trial.bytesPerSecondBefore * (1 + grown * tuning.growthWorth);
    if (isOfUse || !isWanting) return { connections, isLearned: isOfUse };
    this.#notBeforeMs = nowMs + tuning.growthRetryMs;
    return { connections: trial.connectionsBefore, isLearned: true };
  }
}
