import { once } from "node:events";
import { type Server as Listener, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../fixtures/server.ts";
import { App } from "../pages/app.ts";

/** A port of this machine where nobody answers. */
async function closedPort(): Promise<number> {
  const listener = createServer();
  const port = await listen(listener);
  listener.close();
  await once(listener, "close");
  return port;
}

async function listen(listener: Listener): Promise<number> {
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  return (listener.address() as AddressInfo).port;
}

const result = (page: Page) => page.getByRole("status").filter({ hasText: "Result of the test" });

/** Makes a webhook, and gives the dialog that shows its secret. */
async function make(page: Page, name: string, url: string): Promise<Locator> {
  await page.goto("/admin/webhooks");
  await page.getByRole("button", { name: "New webhook" }).click();
  const dialog = page.getByRole("dialog", { name: "New webhook" });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Address").fill(url);
  await dialog.getByRole("button", { name: "Create webhook" }).click();
  const secret = page.getByRole("dialog", { name: "Secret" });
  await expect(secret).toBeVisible();
  return secret;
}

test("a webhook is made, shows its secret once, and a test says that nobody answers", async ({ browser, server }) => {
  const url = `http://127.0.0.1:${await closedPort()}/hook`;
  const app = await App.open(browser, server.url, "admin");
  const { page } = app;
  const secret = await make(page, "Nobody there", url);
  await expect(secret.getByLabel("Secret")).toHaveValue(/^whsec_/);
  await expect(secret).toContainText("It is not shown again.");
  await page.keyboard.press("Escape");
  await expect(secret).toBeHidden();

  await page.getByRole("link", { name: "Nobody there" }).click();
  await expect(app.heading).toHaveText("Nobody there");
  await page.getByRole("button", { name: "Test", exact: true }).click();
  await expect(result(page)).toContainText("Nobody answers at the address");
  const delivery = page.getByRole("main").getByRole("listitem").filter({ hasText: "Test" });
  await expect(delivery).toContainText("Nobody answers at the address");
  await delivery.getByRole("button", { name: "Test" }).click();
  const dialog = page.getByRole("dialog", { name: "Delivery" });
  await expect(dialog).toContainText("lotse.test");
  await page.keyboard.press("Escape");

  await test.step("what was given up is sent again", async () => {
    await expect(delivery).toContainText("Given up");
    await page.getByRole("button", { name: /^Send all given up again/ }).click();
    const question = page.getByRole("dialog", { name: "Send all that was given up again?" });
    await question.getByRole("button", { name: "Send again" }).click();
    await expect(question).toBeHidden();
    await expect(app.notices).toContainText("1 delivery is being tried again.");
    await expect(delivery).toContainText("2 attempts");
  });
  await test.step("its secret is replaced", async () => {
    await page.getByRole("button", { name: /^New secret/ }).click();
    await page.getByRole("dialog", { name: "Make a new secret?" }).getByRole("button", { name: "Make a secret" }).click();
    await expect(secret.getByLabel("Secret")).toHaveValue(/^whsec_/);
    await secret.getByRole("button", { name: "Close" }).last().click();
    await expect(page.getByText(/The old secret is good until/)).toBeVisible();
  });
  await test.step("it is deleted", async () => {
    const remove = page.getByRole("button", { name: /^Delete/ }).first();
    await remove.click();
    const question = page.getByRole("dialog", { name: /Delete webhook “Nobody there”/ });
    await question.getByRole("button", { name: "Cancel" }).click();
    await expect(remove).toBeFocused();
    await remove.click();
    await question.getByRole("button", { name: "Delete webhook" }).click();
    await expect(app.notices).toContainText("The webhook is deleted.");
    await expect(page.getByRole("link", { name: "Nobody there" })).toHaveCount(0);
  });
});

test("a webhook that answers is told of tickets, and can be changed", async ({ browser, server }) => {
  const listener = createServer((_, answer) => answer.writeHead(204).end());
  const url = `http://127.0.0.1:${await listen(listener)}/hook`;
  const { page } = await App.open(browser, server.url, "admin");
  const secret = await make(page, "Good listener", url);
  await page.keyboard.press("Escape");
  await expect(secret).toBeHidden();
  await page.getByRole("link", { name: "Good listener" }).click();
  await page.getByRole("button", { name: "Test", exact: true }).click();
  await expect(result(page)).toContainText("Answered with status 204");

  await page.getByRole("button", { name: /^Edit/ }).click();
  const dialog = page.getByRole("dialog", { name: "Edit webhook" });
  await expect(dialog.getByLabel("Address")).toHaveValue(url);
  await dialog.getByRole("checkbox", { name: "Ticket created" }).check();
  await dialog.getByRole("checkbox", { name: "Switched on" }).uncheck();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await page.reload();
  await expect(page.getByText("Switched off", { exact: true })).toBeVisible();
  await expect(page.getByRole("main").getByRole("definition").filter({ hasText: "Ticket created" })).toBeVisible();
  listener.close();
  listener.closeAllConnections();
});

test("what is wrong with a webhook is said at its fields", async ({ browser, server, watch }) => {
  watch.expect(/400/);
  const { page } = await App.open(browser, server.url, "admin");
  await page.goto("/admin/webhooks");
  await page.getByRole("button", { name: "New webhook" }).click();
  const dialog = page.getByRole("dialog", { name: "New webhook" });
  await dialog.getByRole("button", { name: "Create webhook" }).click();
  await expect(dialog.getByRole("group", { name: /your attention/ })).toBeFocused();
  await expect(dialog.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Name").fill("Inside");
  await dialog.getByLabel("Address").fill("https://10.0.0.1/hook");
  await dialog.getByRole("button", { name: "Create webhook" }).click();
  await expect(dialog.getByLabel("Address")).toHaveAttribute("aria-invalid", "true");
  await expect(dialog.getByText("Lotse may not call this address.").first()).toBeVisible();
});

test("webhooks are for admins only", async ({ browser, server }) => {
  const { page } = await App.open(browser, server.url, "agent");
  await page.goto("/admin/webhooks");
  await expect(page.getByRole("heading", { level: 1, name: "Page not found" })).toBeVisible();
});
