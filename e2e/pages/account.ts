import { type Page, expect, request } from "@playwright/test";
import type { Mails } from "../fixtures/identity.ts";
import type { Server } from "../fixtures/server.ts";
import { App } from "./app.ts";

/** Of every account that a test makes. */
export const PASSWORD = "seven long words of a test";

let people = 0;

/** An address that no other test uses. */
export function address(name: string): string {
  people += 1;
  return `${name}-${process.pid}-${people}@example.com`;
}

/** An account of this test alone. */
export async function account(server: Server, mails: Mails, name: string): Promise<string> {
  const email = address(name);
  const api = await request.newContext({ baseURL: `${server.url}/api/v1/auth/` });
  const sign = await api.post("signup", { data: { email, display_name: name, locale: "en" } });
  expect(sign.status(), await sign.text()).toBe(202);
  const token = (await mails.link(email)).split("#")[1];
  const made = await api.post("verify-email", { data: { token, password: PASSWORD } });
  expect(made.status(), await made.text()).toBe(204);
  await api.dispose();
  return email;
}

export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(new App(page).account).toBeVisible();
}
