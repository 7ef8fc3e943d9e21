import { launchViewer } from './viewer';

const v = await launchViewer('firefox');
const page = await v.openExtensionPage('options/index.html');
await page.waitForSelector('#connections');
const other = await v.openExtensionPage('options/index.html');
await other.waitForSelector('#connections');
await page.bringToFront();
await page.focus('#connections');
for (let i = 0; i < 6; i++) {
  await page.keyboard.press('ArrowDown');
  console.log(
    await page.evaluate(() => [
      document.querySelector('select')!.value,
      document.querySelector('[role=status]')!.textContent,
      document.activeElement?.id,
      document.hasFocus(),
    ]),
  );
}
await v.close();
