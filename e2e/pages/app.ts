import { type Browser, type Locator, type Page, expect } from "@playwright/test";
import { type Role, credentials } from "./api.ts";

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

  /** Signs in without the form, which is another program to load, and waits for the first screen. */
  async signIn(role: Role): Promise<void> {
    const answer = await this.page.request.post("/api/v1/auth/login", { data: credentials(role) });
    expect(answer.status(), await answer.text()).toBe(200);
    // The app asks for a session only where it has left this mark.
    const localStorage = [{ name: "lotse.signed-in", value: String(Date.now()) }];
    const { cookies } = await this.page.context().storageState();
    const { origin } = new URL(answer.url());
    await this.page.context().setStorageState({ cookies, origins: [{ origin, localStorage }] });
    await this.page.goto("/");
    await expect(this.account).toBeVisible();
  }

  /** Signs in by the form, to which this path leads, and waits for the first screen. */
  async signInByForm(role: Role, at: string): Promise<void> {
    const { email, password } = credentials(role);
    await this.page.goto(at);
    await this.page.getByLabel("E-mail").fill(email);
    await this.page.getByLabel("Password").fill(password);
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
