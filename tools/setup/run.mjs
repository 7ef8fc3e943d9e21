import { spawnSync } from 'node:child_process';

/**
 * Runs a program to its end, its output ours, its input empty.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env] added to ours
 * @throws {Error} when it cannot be started or ends with another status than 0
 */
export function run(program, args, env = {}) {
  const { status, signal, error } = spawnSync(program, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
    // npm is a script on Windows, which only a shell starts.
    shell: process.platform === 'win32',
  });
  const command = [program, ...args].join(' ');
  if (error) throw new Error(`${command}: ${error.message}`);
  if (status !== 0) throw new Error(`${command} ended with ${signal ?? `status ${status}`}`);
}
