import { type Locator, type Page, expect } from "@playwright/test";

/** Presses Tab until the element has the focus, as a person without a mouse does. Fails where it cannot be reached. The way round
 *  leads through every row of a full queue, which has 50 of them with several stops each. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let steps = 0; steps < 400; steps += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("cannot be reached by Tab");
}

export async function type(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.type(text);
}

export async function press(page: Page, target: Locator, key = "Enter"): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}
