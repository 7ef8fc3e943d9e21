// Soft chords, an arpeggio that thickens as streams join, a deep bass: two seconds a bar, 120 beats a minute.
import { filmSeconds, rise, streamCount, streamJoinsAt, wordEnds } from './score';

export const samplesPerSecond = 48_000;

const barSeconds = 2;
const noteSeconds = 0.25;
/** MIDI notes: Am9, Fmaj7, C, Gsus; two bars each. */
const chords = [
  [45, 57, 60, 64, 71],
  [41, 57, 60, 64, 69],
  [48, 55, 60, 64, 67],
  [43, 55, 62, 64, 71],
];
const arpeggio = [1, 2, 3, 4, 3, 2, 4, 3];

const hertz = (note: number) => 440 * 2 ** ((note - 69) / 12);
const chordAt = (time: number) => chords[Math.floor(time / (2 * barSeconds)) % chords.length]!;

/** 16-bit stereo, interleaved, without a header. */
export function compose(): Int16Array {
  const count = filmSeconds * samplesPerSecond;
  const left = new Float32Array(count);
  const right = new Float32Array(count);
  for (let step = 0; step * noteSeconds < filmSeconds - 3; step++) addArpeggioNote(left, right, step);
  addEcho(left, right, 0.375, 0.36);
  addEcho(right, left, 0.5, 0.28);
  // After the echo: it would blur the bass.
  for (let start = 0; start < filmSeconds; start += 2 * barSeconds) addChord(left, right, start);
  return mixDown(left, right);
}

function addChord(left: Float32Array, right: Float32Array, start: number): void {
  const seconds = 2 * barSeconds + 1.2;
  for (const [voice, note] of chordAt(start).entries()) {
    const loudness = voice === 0 ? 0.16 : 0.036;
    const pan = voice === 0 ? 0.5 : 0.2 + voice * 0.15;
    const frequency = hertz(note);
    each(
      left,
      right,
      start,
      seconds,
      (age) => {
        const envelope = rise(age, 0, 0.9) * (1 - rise(age, seconds - 1.6, seconds));
        // Two slightly untuned voices, their overtones opening and closing slowly.
        const bright = 0.3 + 0.2 * Math.sin(((start + age) / 8) * 2 * Math.PI);
        let sound = 0;
        for (const detune of voice === 0 ? [1] : [0.9985, 1.0015]) {
          const phase = 2 * Math.PI * frequency * detune * age;
          sound +=
            Math.sin(phase) + bright * Math.sin(2 * phase) + bright * bright * 0.6 * Math.sin(3 * phase);
        }
        return sound * envelope * loudness;
      },
      pan,
    );
  }
}

function addArpeggioNote(left: Float32Array, right: Float32Array, step: number): void {
  const start = step * noteSeconds;
  let flowing = 0;
  for (let stream = 0; stream < streamCount; stream++) if (start >= streamJoinsAt(stream)) flowing += 1;
  // One stream: a note a beat. All of them: every eighth, with an octave above.
  if (flowing < 5 && step % 2 === 1) return;
  const note = chordAt(start)[arpeggio[step % arpeggio.length]!]!;
  const accent = step % 8 === 0 ? 1.35 : 1;
  const pan = 0.5 + 0.32 * Math.sin(step * 1.3);
  pluck(left, right, start, note + 12, 0.11 * accent, pan);
  if (flowing > 8 && step % 4 === 2) pluck(left, right, start, note + 24, 0.05, 1 - pan);
  if (start >= wordEnds && step % 8 === 4) pluck(left, right, start, note + 31, 0.045, pan);
}

function pluck(
  left: Float32Array,
  right: Float32Array,
  start: number,
  note: number,
  loudness: number,
  pan: number,
): void {
  const frequency = hertz(note);
  each(
    left,
    right,
    start,
    1.1,
    (age) => {
      const phase = 2 * Math.PI * frequency * age;
      const bell = Math.sin(phase + 1.6 * Math.exp(-age * 14) * Math.sin(phase * 2));
      return bell * loudness * rise(age, 0, 0.004) * Math.exp(-age * 5) * (1 - rise(age, 0.8, 1.1));
    },
    pan,
  );
}

/** Adds a sound to both channels; `pan` 0 is left, 1 right. */
function each(
  left: Float32Array,
  right: Float32Array,
  start: number,
  seconds: number,
  sound: (age: number) => number,
  pan: number,
): void {
  const [first, gainLeft, gainRight] = [
    Math.round(start * samplesPerSecond),
    Math.sqrt(1 - pan),
    Math.sqrt(pan),
  ];
  const end = Math.min(left.length, first + Math.round(seconds * samplesPerSecond));
  for (let sample = first; sample < end; sample++) {
    const value = sound((sample - first) / samplesPerSecond);
    left[sample] = left[sample]! + value * gainLeft;
    right[sample] = right[sample]! + value * gainRight;
  }
}

/** What sounds on one side comes back on the other, again and again. */
function addEcho(from: Float32Array, to: Float32Array, delaySeconds: number, share: number): void {
  const delay = Math.round(delaySeconds * samplesPerSecond);
  for (let sample = delay; sample < from.length; sample++) {
    to[sample] = to[sample]! + from[sample - delay]! * share;
    if (sample >= 2 * delay) from[sample] = from[sample]! + from[sample - 2 * delay]! * share * share;
  }
}

function mixDown(left: Float32Array, right: Float32Array): Int16Array {
  const out = new Int16Array(left.length * 2);
  for (let sample = 0; sample < left.length; sample++) {
    const time = sample / samplesPerSecond;
    const master = rise(time, 0, 0.3) * (1 - rise(time, filmSeconds - 3, filmSeconds - 0.1));
    out[sample * 2] = Math.tanh(left[sample]! * master * 1.5) * 30_000;
    out[sample * 2 + 1] = Math.tanh(right[sample]! * master * 1.5) * 30_000;
  }
  return out;
}
