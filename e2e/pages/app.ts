import { type Browser, type Locator, type Page, expect } from "@playwright/test";
import { PASSWORD, type Role } from "./api.ts";

/** What every screen has: signing in, the menus, the notices. */
export class App {
  constructor(readonly page: Page) {}

  /** A person with a browser of their own. */
  static async open(browser: Browser, url: string, role: Role): Promise<App> {
    const context = await browser.newContext({ baseURL: url });
    // The admin of the demo reads German; the tests read English.
    await context.addInitScript(() => localStorage.setItem("lotse.language", "en"));
    const app = new App(await context.newPage());
    await app.signIn(role);
    return app;
  }

  async signIn(role: Role, at = "/sign-in"): Promise<void> {
    await this.page.goto(at);
    await this.page.getByLabel("E-mail").fill(`${role}@example.org`);
    await this.page.getByLabel("Password").fill(PASSWORD);
    await this.page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(this.account).toBeVisible();
  }

  get account(): Locator {
    return this.page.getByRole("button", { name: "Account" });
  }

  get notices(): Locator {
    return this.page.getByRole("status", { name: "Notifications" });
  }

  get heading(): Locator {
    return this.page.getByRole("heading", { level: 1 });
  }

  view(name: string | RegExp): Locator {
    return this.page.getByRole("navigation", { name: "Views" }).getByRole("link", { name });
  }
}
