// Installs what `npm start` and `npm test` need and this machine lacks. Runs before node_modules exists: Node alone, no package.
//   node tools/setup.mjs         packages, both browsers, ffmpeg
//   node tools/setup.mjs play    packages and one browser will do
import { installPackages } from './setup/packages.mjs';
import { installPrograms } from './setup/programs.mjs';

try {
  installPackages();
  installPrograms(process.argv[2] === 'play' ? 'play' : 'test');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
