// Asks Mozilla's linter about dist/, all of it on this machine. Errors fail; warnings are counted, `--warnings` lists them.
import { fileURLToPath } from 'node:url';
import webExt from 'web-ext';

const { errors, warnings } = await webExt.cmd.lint(
  { sourceDir: fileURLToPath(new URL('../dist', import.meta.url)), output: 'none' },
  { shouldExitProgram: false },
);
const shown = process.argv.includes('--warnings') ? [...errors, ...warnings] : errors;
for (const { code, message, file, line } of shown) {
  console.log(`${code}: ${message}${file ? ` (dist/${file}${line ? `:${line}` : ''})` : ''}`);
}
if (warnings.length > 0) console.log(`web-ext lint: ${count(warnings)}`);
if (errors.length > 0) process.exitCode = 1;

/** @param {readonly { code: string }[]} found */
function count(found) {
  const byCode = new Map();
  for (const { code } of found) byCode.set(code, (byCode.get(code) ?? 0) + 1);
  return [...byCode].map(([code, times]) => `${times} × ${code}`).join(', ');
}
