import type { Page, PlaywrightWorkerArgs, PlaywrightWorkerOptions } from "@playwright/test";
import { chromium } from "../fixtures/chromium.ts";
import { expect, test as base } from "../fixtures/server.ts";
import { Api } from "../pages/api.ts";
import { App } from "../pages/app.ts";

/** A browser that keeps pages as they were, as people's do. Playwright switches that off, and one without windows does not do it. */
const test = base.extend<object, PlaywrightWorkerArgs & PlaywrightWorkerOptions>({
  launchOptions: [
    async ({ launchOptions }, use) => {
      await use({ ...launchOptions, executablePath: chromium(), ignoreDefaultArgs: ["--disable-back-forward-cache"] });
    },
    { scope: "worker" },
  ],
});

/** The page at a path stands no more as the browser has kept it: that one was come to in another way. */
async function loadedAnew(page: Page, path: string): Promise<void> {
  await page.waitForFunction((path) => {
    const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    return location.pathname === path && navigation?.type === "reload";
  }, path);
}

test("a page that the browser has kept is loaded anew, at its place, and not for who has signed out", async ({
  browser,
  server,
}) => {
  const customer = await Api.signIn(server.url, "customer");
  for (let index = 0; index < 12; index += 1) await customer.ask(`Kept by the browser: ${index}`);
  const app = await App.open(browser, server.url, "admin");
  const { page } = app;
  // Noted in the page itself, which is gone before it could tell the test.
  await page.addInitScript("addEventListener('pageshow', (event) => event.persisted && (sessionStorage.kept = 'yes'))");
  await page.setViewportSize({ width: 1280, height: 400 });
  await page.goto("/queue?view=all&sort=newest");
  const row = page.getByRole("table").getByRole("link", { name: "Kept by the browser: 2" });
  await row.focus();
  const scrolled = await page.evaluate(() => window.scrollY);
  expect(scrolled).toBeGreaterThan(0);
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: "Commands" }).getByRole("combobox").fill("People");
  await page.keyboard.press("Enter");
  await expect(app.heading).toHaveText("People");

  // By script, because Playwright waits for a page to load, which one that was kept does not; and in a moment, because the
  // answer to the script would be lost with its page.
  await page.evaluate("void setTimeout(() => history.back())");
  await loadedAnew(page, "/queue");
  await expect(row).toBeFocused();
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(scrolled);
  await page.evaluate("void setTimeout(() => history.forward())");
  await loadedAnew(page, "/admin/users");
  await expect(app.heading).toHaveText("People");
  await expect(app.heading).toBeFocused();
  await app.account.click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(app.heading).toHaveText("Sign in");
  await expect(app.notices).toContainText("You are signed out.");
  await page.evaluate("void setTimeout(() => history.back())");
  await expect(page).toHaveURL((url) => url.searchParams.get("next")?.startsWith("/queue") ?? false);
  await expect(app.heading).toHaveText("Sign in");
  expect(await page.evaluate("sessionStorage.kept"), "the browser has kept pages").toBe("yes");
});
