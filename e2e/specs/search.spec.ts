import { type Page } from "@playwright/test";
import { axe, expect, test } from "../fixtures/server.ts";
import { Api } from "../pages/api.ts";
import { App } from "../pages/app.ts";
import { press, tabTo, type } from "../pages/keyboard.ts";

/** A word that nobody has written yet. */
const word = (start: string): string => `${start}${Math.random().toString(36).replace(/[^a-z]/g, "")}`;

async function find(page: Page, text: string): Promise<void> {
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.press("Control+a");
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
}

test("a word is found where it was written, and one in a note by staff alone", async ({ browser, server }) => {
  const [secret, open] = [word("hush"), word("plain")];
  const [customer, staff] = [await Api.signIn(server.url, "customer"), await Api.signIn(server.url, "agent")];
  const ticket = await customer.ask("Something to be found");
  await staff.comment(ticket, `Between us: **${secret}**, nobody else.`, { visibility: "internal" });
  await customer.comment(ticket, `It says ${open} on the display.`);

  const agent = await App.open(browser, server.url, "agent");
  const row = agent.page.getByRole("row").filter({ hasText: ticket.subject });
  await expect(agent.page.getByRole("table")).toBeVisible();
  await find(agent.page, secret);
  await expect(row.locator("mark")).toHaveText(secret);
  await expect(row).toContainText("Note:");
  await find(agent.page, `${open.slice(0, 8)} -${secret}`);
  await expect(agent.page.getByText("No ticket fits these filters")).toBeVisible();
  await find(agent.page, open.slice(0, 8));
  await expect(row.locator("mark")).toHaveText(open);
  await expect(row).not.toContainText("Note:");
  await axe(agent.page);

  const { page } = await App.open(browser, server.url, "customer");
  await page.goto("/tickets");
  const field = page.getByLabel("Search your requests");
  await field.fill(secret);
  await field.press("Enter");
  await expect(page).toHaveURL((url) => url.searchParams.get("q") === secret);
  await expect(page.getByText("0 requests")).toBeVisible();
  await expect(page.getByRole("main").getByText(secret)).toHaveCount(0);
  await field.fill(open);
  await field.press("Enter");
  await expect(page.getByRole("listitem").filter({ hasText: ticket.subject }).locator("mark")).toHaveText(open);
  await axe(page);
  await field.fill("broken*word");
  await field.press("Enter");
  await expect(page.getByText("A star can only stand at the end of a word.")).toBeVisible();
  await expect(field).toHaveAttribute("aria-invalid", "true");
});

test("what was searched is kept by a name, found at the side, changed and deleted, by keyboard", async ({ browser, server }) => {
  const own = word("kept");
  const customer = await Api.signIn(server.url, "customer");
  const ticket = await customer.ask(`About ${own}`);
  const app = await App.open(browser, server.url, "agent");
  const { page } = app;
  const dialog = page.getByRole("dialog");
  await expect(page.getByRole("table")).toBeVisible();
  await find(page, `status:open ${own}`);
  await expect(page.getByRole("row").filter({ hasText: ticket.subject })).toBeVisible();
  await press(page, page.getByRole("button", { name: "Save view" }));
  await expect(dialog.getByLabel("Name of the view")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(dialog.getByLabel("Name of the view")).toHaveAttribute("aria-invalid", "true");
  await axe(page);
  await type(page, dialog.getByLabel("Name of the view"), `Kept ${own}`);
  await page.keyboard.press("Enter");
  await expect(app.notices).toContainText("The view is saved.");
  await expect(app.heading).toHaveText(`Kept ${own}`);
  await expect(app.view(`Kept ${own} 1`)).toHaveAttribute("aria-current", "page");

  await page.goto("/queue?view=mine");
  await press(page, app.view(`Kept ${own} 1`));
  await expect(page.getByRole("searchbox")).toHaveValue(`status:open ${own}`);
  await expect(page.getByRole("row").filter({ hasText: ticket.subject })).toBeVisible();

  await press(page, app.view("Manage"));
  await expect(page).toHaveURL(/\/profile\/views$/);
  const line = page.getByRole("main").getByRole("listitem").filter({ hasText: own });
  await press(page, line.getByRole("button", { name: /^Change/ }));
  await tabTo(page, dialog.getByLabel("Search"));
  await page.keyboard.press("End");
  await page.keyboard.type(' "');
  await page.keyboard.press("Enter");
  await expect(dialog.getByLabel("Search")).toHaveAttribute("aria-invalid", "true");
  await tabTo(page, dialog.getByLabel("Search"));
  await page.keyboard.press("Control+a");
  await page.keyboard.type(own);
  await page.keyboard.press("Enter");
  await expect(app.notices).toContainText("The view is saved.");
  await expect(line.getByText(own, { exact: true })).toBeVisible();
  await press(page, line.getByRole("button", { name: /^Delete/ }));
  await press(page, page.getByRole("dialog").getByRole("button", { name: "Delete view" }));
  await expect(line).toHaveCount(0);
  await expect(app.view(new RegExp(own))).toHaveCount(0);
});
