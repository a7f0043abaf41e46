import type { Page } from "@playwright/test";

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

/** Loses the answers to the calls of an address, which the server has done. */
export async function loseAnswers(page: Page, calls: string): Promise<void> {
  await page.route(calls, async (route) => {
    await route.fetch();
    await route.abort();
  });
}
