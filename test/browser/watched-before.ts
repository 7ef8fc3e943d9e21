import type { Page } from 'puppeteer-core';
import type { RecentFilm } from '../../src/shared/history';

type Watched = Pick<RecentFilm, 'url' | 'title' | 'positionSeconds' | 'durationSeconds'>;

/** Makes it so that a film was watched so far, long ago, and no other. @param page of the extension */
export async function watchedBefore(page: Page, watched: Watched): Promise<void> {
  const recentFilms: readonly RecentFilm[] = [{ ...watched, mirrors: [], referrer: null, atMs: 1 }];
  await page.evaluate(`chrome.storage.local.set(${JSON.stringify({ recentFilms })})`);
}
