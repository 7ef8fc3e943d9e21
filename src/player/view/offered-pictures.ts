/** What can show pictures of film that is not on screen. */
export interface FilmPictures {
  /**
   * Shows the picture nearest before a time to `use`.
   * @returns what that made of it; null where there is none
   */
  at<T>(timeSeconds: number, use: (picture: HTMLVideoElement) => Promise<T>): Promise<T | null>;
}

/** Those of the attempt that plays now. */
export class OfferedPictures implements FilmPictures {
  #offered: FilmPictures | null = null;

  offer(pictures: FilmPictures | null): void {
    this.#offered = pictures;
  }

  async at<T>(timeSeconds: number, use: (picture: HTMLVideoElement) => Promise<T>): Promise<T | null> {
    return this.#offered?.at(timeSeconds, use) ?? null;
  }
}
