import { readFile } from "node:fs/promises";
import { expect, test } from "../fixtures/server.ts";
import { Api } from "../pages/api.ts";
import { App } from "../pages/app.ts";
import { press, type } from "../pages/keyboard.ts";

test("a customer takes along what Lotse has of them, by keyboard", async ({ page, server }) => {
  const { number } = await (await Api.signIn(server.url, "customer")).ask("What I take along");
  const app = new App(page);
  await app.signIn("customer");
  await page.goto("/profile");
  const parts = page.getByRole("navigation", { name: "Profile" });
  await expect(parts.getByRole("link", { name: "Canned replies" })).toHaveCount(0);
  await press(page, parts.getByRole("link", { name: "My data" }));
  await expect(page).toHaveURL(/\/profile\/data$/);
  await expect(parts.getByRole("link", { name: "My data" })).toHaveAttribute("aria-current", "page");
  const download = page.waitForEvent("download");
  await press(page, page.getByRole("button", { name: "Download archive" }));
  const file = await download;
  expect(file.suggestedFilename()).toBe("lotse-export.zip");
  const bytes = await readFile(await file.path());
  expect(bytes.subarray(0, 4)).toEqual(Buffer.from("PK\u0003\u0004", "latin1"));
  // Small texts are stored as they are or deflated; the names in the directory at the end are plain.
  expect(bytes.includes("data.json")).toBe(true);
  expect(bytes.includes("left_out.json")).toBe(true);
  expect(number).toBeGreaterThan(0);
});

test("an agent keeps canned replies of their own by keyboard, and uses one", async ({ browser, server }) => {
  const ticket = await (await Api.signIn(server.url, "customer")).ask("Wants a standard answer");
  const app = await App.open(browser, server.url, "agent");
  const { page } = app;
  await page.goto(`/tickets/${ticket.number}`);
  const dialog = page.getByRole("dialog");
  const main = page.getByRole("main");

  await test.step("the menu of the reply box leads there", async () => {
    await page.getByRole("tab", { name: "Reply to customer" }).click();
    await press(page, page.getByRole("button", { name: "Canned reply" }));
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/profile\/replies$/);
    await expect(app.heading).toBeFocused();
  });
  await test.step("what is missing is named", async () => {
    await press(page, page.getByRole("button", { name: "New canned reply" }));
    await expect(dialog.getByText("For everybody")).toHaveCount(0);
    await type(page, dialog.getByLabel("Title"), "Parcel");
    await page.keyboard.press("Enter");
    await expect(dialog.getByRole("textbox", { name: "Text" })).toHaveAttribute("aria-invalid", "true");
  });
  await test.step("saved, changed", async () => {
    await type(page, dialog.getByRole("textbox", { name: "Text" }), "Dear {{requester.name}}, your parcel is on its way.");
    await press(page, dialog.getByRole("button", { name: "Save" }));
    await expect(app.notices).toContainText("The canned reply is saved.");
    await press(page, main.getByRole("button", { name: "Change: Parcel" }));
    await expect(dialog.getByLabel("Title")).toBeFocused();
    await page.keyboard.press("End");
    await page.keyboard.type(" sent");
    await page.keyboard.press("Enter");
    await expect(main.getByRole("listitem").filter({ hasText: "Parcel sent" })).toBeVisible();
  });
  await test.step("the reply box has it, with the name of the requester in it", async () => {
    await page.goto(`/tickets/${ticket.number}`);
    await page.getByRole("tab", { name: "Reply to customer" }).click();
    await press(page, page.getByRole("button", { name: "Canned reply" }));
    await page.getByRole("menuitem", { name: "Parcel sent" }).click();
    await expect(page.getByRole("textbox", { name: "Text of the reply" })).toHaveValue(/^Dear \w.*, your parcel is on its way\.$/);
    await page.getByRole("textbox", { name: "Text of the reply" }).fill("");
  });
  await test.step("deleting is asked about", async () => {
    await page.goto("/profile/replies");
    await press(page, main.getByRole("button", { name: "Delete: Parcel sent" }));
    await press(page, page.getByRole("dialog", { name: "Delete the canned reply “Parcel sent”?" }).getByRole("button", { name: "Delete canned reply" }));
    await expect(app.notices).toContainText("The canned reply is deleted.");
    await expect(main.getByRole("listitem").filter({ hasText: "Parcel sent" })).toHaveCount(0);
  });
});

test("an admin makes a canned reply for everybody, which agents see and cannot change", async ({ browser, server }) => {
  const { page } = await App.open(browser, server.url, "admin");
  const dialog = page.getByRole("dialog");
  await page.goto("/profile/replies");
  await page.getByRole("button", { name: "New canned reply" }).click();
  await dialog.getByLabel("Title").fill("Office hours");
  await dialog.getByRole("textbox", { name: "Text" }).fill("We are here from 9 to 5.");
  await dialog.getByText("For everybody").click();
  await dialog.getByRole("button", { name: "Save" }).click();
  const own = page.getByRole("main").getByRole("listitem").filter({ hasText: "Office hours" });
  await expect(own).toContainText("For everybody");

  const agent = await App.open(browser, server.url, "agent");
  await agent.page.goto("/profile/replies");
  const line = agent.page.getByRole("main").getByRole("listitem").filter({ hasText: "Office hours" });
  await expect(line).toContainText("For everybody");
  await expect(line.getByRole("button")).toHaveCount(0);

  await own.getByRole("button", { name: "Delete: Office hours" }).click();
  await expect(dialog).toContainText("Nobody can put it in any more.");
  await dialog.getByRole("button", { name: "Delete canned reply" }).click();
  await expect(own).toHaveCount(0);
});
