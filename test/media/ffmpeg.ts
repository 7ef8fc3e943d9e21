import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cacheFolder = fileURLToPath(new URL('.cache', import.meta.url));
const making = new Map<string, Promise<string>>();

/** What a program of the ffmpeg family prints. @throws with what it complained of when it fails */
export async function runTool(tool: 'ffmpeg' | 'ffprobe', args: readonly string[]): Promise<Buffer> {
  const options = { encoding: 'buffer', maxBuffer: 512 * 1024 * 1024 } as const;
  return (await run(tool, ['-v', 'error', ...args], options)).stdout;
}

/**
 * The file ffmpeg makes of `args` (everything but the output), made once and kept under test/media/.cache.
 * Processes that want the same file at the same time may each make it; each gets a whole one.
 */
export function made(label: string, args: readonly string[], ending = 'mp4'): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(args)).digest('hex').slice(0, 12);
  const file = path.join(cacheFolder, `${label}-${hash}.${ending}`);
  const known = making.get(file) ?? make(file, args);
  making.set(file, known);
  known.catch(() => making.delete(file));
  return known;
}

async function make(file: string, args: readonly string[]): Promise<string> {
  if (await exists(file)) return file;
  await mkdir(cacheFolder, { recursive: true });
  const { dir, name, ext } = path.parse(file);
  const partial = path.join(
    dir,
    `${name}.${process.pid}-${Math.random().toString(36).slice(2)}.partial${ext}`,
  );
  try {
    await runTool('ffmpeg', ['-y', ...args, partial]);
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
  return file;
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );
