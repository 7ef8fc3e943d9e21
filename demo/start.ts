// `npm start`: plays a film through it beside a plain <video> of the same link.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchChromium } from './browser/chromium';
import { launchFirefox } from './browser/firefox';
import { type CommandLine, readCommandLine } from './command-line';
import { startFilmHost } from './film-host';
import { takePicture } from './picture';
import { watch } from './play';
import { type Scene, setScene } from './scene';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Without a display: how long it plays, and how much film must have been shown by then. */
const headlessSeconds = 20;
const enoughSeconds = 10;

async function main(): Promise<void> {
  const command = readCommandLine(process.argv.slice(2));
  const host = await startFilmHost();
  const profileFolder = await mkdtemp(join(tmpdir(), 'funnel-demo-'));
  const launch = command.browser === 'chromium' ? launchChromium : launchFirefox;
  const demo = await launch({ ...command, extensionFolder: join(root, 'dist'), profileFolder });
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
    void demo.gone.then(resolve);
  });
  const film = command.url
    ? { url: command.url, pageUrl: null }
    : { url: host.filmUrl, pageUrl: host.pageUrl };
  console.log(`Playing ${film.url} in ${command.browser}${film.pageUrl ? ` beside ${film.pageUrl}` : ''}`);
  try {
    const scene = await setScene(demo, film, command.headless);
    if (command.headless) await proveIt(command, scene, stopped);
    else await watch(scene, stopped);
  } finally {
    await demo.close().catch(() => {});
    await host.close();
    await rm(profileFolder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

/** Plays for 20 s, leaves a picture and the figures in artifacts/, and fails unless the film really advanced. */
async function proveIt({ browser, url }: CommandLine, scene: Scene, stopped: Promise<void>): Promise<void> {
  const played = await watch(scene, stopped, headlessSeconds);
  if (!played) throw new Error('The browser ended before anything played.');
  const base = join(root, 'artifacts', `demo-${browser}`);
  await takePicture(scene, `${base}.png`);
  const { seconds, framesPresented } = played.funnel;
  // A clock can run without a picture: there must be frames too, at the least ten for each second of film.
  const reached = seconds >= enoughSeconds && framesPresented >= enoughSeconds * 10;
  await writeFile(`${base}.json`, `${JSON.stringify({ browser, url, reached, ...played }, null, 2)}\n`);
  const beside = played.plain ? `; the plain <video> ${played.plain.seconds.toFixed(1)} s` : '';
  console.log(
    `In ${headlessSeconds} s Funnel played ${seconds.toFixed(1)} s of film in ${framesPresented} frames${beside}.`,
  );
  console.log(`artifacts/demo-${browser}.png shows it, artifacts/demo-${browser}.json holds the figures.`);
  if (!reached) throw new Error(`That is too little: ${enoughSeconds} s were to be played.`);
}

// web-ext and puppeteer may leave handles open, and everything that was started has been ended: so exit.
main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
