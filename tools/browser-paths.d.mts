/** Where this machine keeps its browsers; an empty string where there is none. */
export function browserPaths(): { chromium: string; firefox: string };
