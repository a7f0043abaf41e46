import type { BrowserContext, Page } from "@playwright/test";

/** Keeps the calls of an address from the server until what this gives is called. */
export async function hold(page: Page, calls: string): Promise<() => void> {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route(calls, async (route) => {
    await held;
    await route.continue();
  });
  return () => letGo();
}

/** The next call by this method that is done: what it has saved survives a reload. */
export async function done(page: Page, method: string): Promise<void> {
  await page.waitForResponse((answer) => answer.request().method() === method && answer.ok());
}

/** Loses the answers to the calls of an address, or to those by one method, which the server has done. */
export async function loseAnswers(page: Page, calls: string, method?: string): Promise<void> {
  await page.route(calls, async (route) => {
    if (method && route.request().method() !== method) return route.continue();
    await route.fetch();
    await route.abort();
  });
}

/** For a test that is about what happens without news: nothing is told to these pages, which ask for nothing because of it. */
export async function withoutNews(pages: Page | BrowserContext): Promise<void> {
  await pages.route("**/api/v1/events", () => undefined);
}

/**
 * Has replies wait for as long as the server lets them, until what this gives is called: however slow a machine is, there is time to
 * take one back.
 */
export async function holdLonger(page: Page): Promise<() => Promise<void>> {
  const calls = "**/api/v1/tickets/*/comments";
  await page.route(calls, async (route) => {
    const data = route.request().postDataJSON() as { hold_seconds?: number };
    if (data.hold_seconds) data.hold_seconds = 30;
    await route.continue({ postData: JSON.stringify(data) });
  });
  return () => page.unroute(calls);
}
