import { storedValue } from './stored-value';

export const resumeWays = ['automatic', 'ask', 'never'] as const;

/** How somebody watches, whatever film it is. */
export interface Viewing {
  /** Whether a film goes on where it was left. `never` keeps no list of films either. */
  readonly resume: (typeof resumeWays)[number];
  /** 0 to 1. */
  readonly volume: number;
  readonly isMuted: boolean;
  /** Times real time. */
  readonly rate: number;
  /** Times the size captions have by themselves. */
  readonly captionScale: number;
}

export const defaultViewing: Viewing = {
  resume: 'automatic',
  volume: 1,
  isMuted: false,
  rate: 1,
  captionScale: 1,
};

/** How fast a film may be played: what both browsers play with sound. */
export const rateMin = 0.25;
export const rateMax = 4;
export const captionScaleMin = 0.5;
export const captionScaleMax = 3;

/** Valid ways from whatever was stored. */
export function parseViewing(stored: unknown): Viewing {
  const given = (typeof stored === 'object' && stored !== null ? stored : {}) as Record<string, unknown>;
  const number = (name: 'volume' | 'rate' | 'captionScale', min: number, max: number): number => {
    const value = given[name];
    return typeof value === 'number' && value >= min && value <= max ? value : defaultViewing[name];
  };
  return {
    resume: resumeWays.find((way) => way === given.resume) ?? defaultViewing.resume,
    volume: number('volume', 0, 1),
    isMuted: given.isMuted === true,
    rate: number('rate', rateMin, rateMax),
    captionScale: number('captionScale', captionScaleMin, captionScaleMax),
  };
}

export const storedViewing = storedValue('viewing', parseViewing);
