// The part of web-ext's interface that the demo uses; the package brings no types.
declare module 'web-ext' {
  export interface RunOptions {
    sourceDir: string;
    target: ('chromium' | 'firefox-desktop')[];
    noReload: boolean;
    noInput: boolean;
    keepProfileChanges: boolean;
    startUrl: string[];
    /** Added to the browser's command line. */
    args: string[];
    chromiumBinary?: string;
    chromiumProfile?: string;
    firefox?: string;
    firefoxProfile?: string;
    pref?: Record<string, string | number | boolean>;
  }

  export interface ExtensionRunner {
    exit(): Promise<void>;
    /** Called when the browser has gone. */
    registerCleanup(listen: () => void): void;
  }

  const webExt: {
    cmd: { run(options: RunOptions, io: { shouldExitProgram: false }): Promise<ExtensionRunner> };
  };
  export default webExt;
}
