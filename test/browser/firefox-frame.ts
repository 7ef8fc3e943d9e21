// A page that Firefox's driver knows nothing of, such as a popup: the browser's own window does, and can run a script in it.
import type { Browser } from 'puppeteer-core';
import { inFirefoxItself } from './viewer';

export interface FirefoxFrame {
  /** What an expression comes to in the page; plain data. */
  evaluate<T>(expression: string): Promise<T>;
  /** Resolves once an expression is true there. */
  until(expression: string): Promise<void>;
  /** Evaluates there, and asks for no answer that a page which closes itself could not give. */
  start(statement: string): Promise<void>;
}

const turnMs = 20;
export const turnsMax = 1_000;

/** @param element expression for the `<browser>` the page is in, evaluated in the browser's window */
export function firefoxFrame(browser: Browser, element: string): FirefoxFrame {
  const run = async (expression: string): Promise<string> => {
    const script = `(async () => {
      const sandbox = new Cu.Sandbox(content, { sandboxPrototype: content, wantXrays: false });
      const value = await Cu.evalInSandbox(${JSON.stringify(`(async () => JSON.stringify((${expression}) ?? null))()`)}, sandbox)
        .catch((error) => 'throw ' + error);
      sendAsyncMessage('funnel-test', value);
    })()`;
    const answer = await inFirefoxItself<string>(
      browser,
      `new Promise((resolve) => {
        const { messageManager } = ${element};
        messageManager.addMessageListener('funnel-test', function hear({ data }) {
          messageManager.removeMessageListener('funnel-test', hear);
          resolve(data);
        });
        messageManager.loadFrameScript('data:,' + encodeURIComponent(${JSON.stringify(script)}), false);
      })`,
    );
    if (answer.startsWith('throw ')) throw new Error(answer);
    return answer;
  };
  return {
    evaluate: async (expression) => JSON.parse(await run(expression)),
    async until(expression) {
      await run(`await (async () => {
        for (let turn = 0; turn < ${turnsMax}; turn++) {
          if (${expression}) return true;
          await new Promise((resolve) => setTimeout(resolve, ${turnMs}));
        }
        throw new Error('never: ' + ${JSON.stringify(expression)});
      })()`);
    },
    start: async (statement) => {
      await run(`void setTimeout(() => ${statement})`);
    },
  };
}
