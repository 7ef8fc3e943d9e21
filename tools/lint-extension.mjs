// Asks Mozilla's linter about dist/, all of it on this machine. Errors fail, and warnings that nobody has accounted for.
import { fileURLToPath } from 'node:url';
import webExt from 'web-ext';

const { errors, warnings } = await webExt.cmd.lint(
  { sourceDir: fileURLToPath(new URL('../dist', import.meta.url)), output: 'none' },
  { shouldExitProgram: false },
);
const wrong = [...errors, ...warnings.filter((warning) => !isAccountedFor(warning))];
for (const { code, message, file, line } of wrong) {
  console.log(`${code}: ${message}${file ? ` (dist/${file}${line ? `:${line}` : ''})` : ''}`);
}
if (wrong.length > 0) process.exitCode = 1;

/** @param {{ code: string, file?: string }} warning */
function isAccountedFor({ code, file = '' }) {
  // Chromium's key stands beside Firefox's in dist/. Each package has its own alone.
  if (code === 'BACKGROUND_SERVICE_WORKER_IGNORED') return true;
  // media-chrome's components fill their shadow roots with templates of their own, made of no text from outside. Of our own
  // sources test/architecture.test.ts lets none do it, and no other page has such a library.
  return code === 'UNSAFE_VAR_ASSIGNMENT' && file.startsWith('player/');
}
