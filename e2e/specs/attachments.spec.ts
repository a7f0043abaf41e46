import { type Locator, type Page, expect } from "@playwright/test";
import { axe, test } from "../fixtures/server.ts";
import { Api } from "../pages/api.ts";
import { App } from "../pages/app.ts";
import { EICAR, PIXEL } from "../pages/files.ts";
import { holdLonger } from "../pages/held.ts";
import { Ticket } from "../pages/ticket.ts";

interface Given {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const text = (name: string, words = name): Given => ({ name, mimeType: "text/plain", buffer: Buffer.from(words) });

const eicar: Given = { ...text("invoice.txt"), buffer: EICAR };
const picture: Given = { name: "screenshot.png", mimeType: "image/png", buffer: PIXEL };

const attach = (page: Page): Locator => page.getByRole("button", { name: "Attach files" });
const chosen = (page: Page): Locator => page.locator("form").getByRole("list", { name: "Files" }).getByRole("listitem");

async function choose(page: Page, files: Given[]): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await attach(page).click();
  await (await chooser).setFiles(files);
}

/** Hands files over as a drag or the clipboard does. */
async function hand(target: Locator, event: "drop" | "paste", files: Given[]): Promise<void> {
  const given = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, bytes: [...buffer] }));
  await target.evaluate(
    (element, { event, given }) => {
      const carried = new DataTransfer();
      for (const { name, mimeType, bytes } of given) {
        carried.items.add(new File([new Uint8Array(bytes)], name, { type: mimeType }));
      }
      const common = { bubbles: true, cancelable: true };
      if (event === "drop") {
        element.dispatchEvent(new DragEvent("dragover", { ...common, dataTransfer: carried }));
        element.dispatchEvent(new DragEvent("drop", { ...common, dataTransfer: carried }));
      } else {
        element.dispatchEvent(new ClipboardEvent("paste", { ...common, clipboardData: carried }));
      }
    },
    { event, given },
  );
}

test("files go along with an answer, are shown with it and can be saved", async ({ browser, server }) => {
  const asked = await (await Api.signIn(server.url, "customer")).ask("With files");
  const app = await App.open(browser, server.url, "customer");
  const { page } = app;
  const ticket = new Ticket(page);
  await ticket.open(asked);
  await choose(page, [text("log.txt", "line one"), picture, text("not-this.txt")]);
  await expect(chosen(page)).toHaveCount(3);
  await page.getByRole("button", { name: "Remove: not-this.txt" }).click();
  await expect(chosen(page)).toHaveCount(2);
  await expect(attach(page)).toBeFocused();
  await expect(chosen(page).filter({ hasText: "log.txt" })).toContainText("checked");
  await ticket.answer.fill("See the files.");
  await page.getByRole("button", { name: "Send answer" }).click();

  const message = ticket.message("See the files.");
  await expect(message.getByRole("listitem")).toHaveCount(2);
  await expect(chosen(page)).toHaveCount(0);
  await expect(message.getByRole("img", { name: "Image: screenshot.png" })).toHaveJSProperty("naturalWidth", 1);
  const saved = page.waitForEvent("download");
  await message.getByRole("button", { name: "Download: log.txt" }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe("log.txt");
  const stream = await download.createReadStream();
  let content = "";
  for await (const part of stream) content += String(part);
  expect(content).toBe("line one");
});

test("files come with a new request, by dropping and by pasting", async ({ browser, server }) => {
  const app = await App.open(browser, server.url, "customer");
  const { page } = app;
  await page.goto("/tickets/new");
  await expect(attach(page)).toBeVisible();
  const field = page.getByLabel("Description");
  await hand(field, "drop", [text("dropped.txt")]);
  await hand(field, "paste", [picture]);
  await expect(chosen(page)).toHaveCount(2);
  await expect(chosen(page).filter({ hasText: "dropped.txt" })).toContainText("checked");
  await expect(chosen(page).filter({ hasText: "checked" })).toHaveCount(2);
  // They belong to the draft: a reload loses none.
  await page.reload();
  await expect(chosen(page)).toHaveCount(2);
  await page.getByRole("radiogroup", { name: "What is it about?" }).getByRole("radio").first().check();
  await page.getByLabel("Subject").fill("Dropped and pasted");
  await field.fill("Two files.");
  await page.getByRole("button", { name: "Send request" }).click();
  await expect(app.heading).toContainText("Dropped and pasted");
  const opening = page.getByRole("article").first();
  await expect(opening.getByRole("listitem")).toHaveCount(2);
  await expect(opening.getByRole("button", { name: "Download: dropped.txt" })).toBeVisible();
});

test("what cannot go along says why, and can be tried again", async ({ browser, server }) => {
  const asked = await (await Api.signIn(server.url, "customer")).ask("Not all files");
  const app = await App.open(browser, server.url, "agent");
  const { page } = app;
  const ticket = new Ticket(page);
  await ticket.open(asked);
  await choose(page, [text("program.exe"), text("empty.txt", "")]);
  await expect(chosen(page).nth(0)).toContainText("Files of this kind are not taken.");
  await expect(chosen(page).nth(1)).toContainText("The file is empty.");
  await ticket.note.fill("A note with files.");
  await page.getByRole("button", { name: "Save note" }).click();
  await expect(ticket.alert("files are still being uploaded")).toBeVisible();
  for (const name of ["program.exe", "empty.txt"]) await page.getByRole("button", { name: `Remove: ${name}` }).click();

  await page.route("**/api/v1/uploads?*", (route) => route.abort());
  await choose(page, [text("later.txt")]);
  const again = page.getByRole("button", { name: "Upload again: later.txt" });
  await expect(again).toBeVisible();
  await page.unroute("**/api/v1/uploads?*");
  await again.click();
  await expect(chosen(page)).toContainText("checked");
  await page.getByRole("button", { name: "Save note" }).click();
  await expect(ticket.message("A note with files.").getByRole("listitem")).toContainText("later.txt");
});

test("an upload can be broken off while it goes", async ({ browser, server }) => {
  const asked = await (await Api.signIn(server.url, "customer")).ask("Broken off");
  const app = await App.open(browser, server.url, "agent");
  const { page } = app;
  await new Ticket(page).open(asked);
  const held: (() => Promise<void>)[] = [];
  await page.route("**/api/v1/uploads?*", (route) => void held.push(() => route.abort()));
  await choose(page, [text("slow.txt"), text("slower.txt"), text("waits.txt")]);
  await expect(page.getByRole("progressbar")).toHaveCount(2);
  await expect(chosen(page).nth(2)).toContainText("waiting");
  for (const name of ["slow.txt", "slower.txt", "waits.txt"]) {
    await page.getByRole("button", { name: `Remove: ${name}` }).click();
  }
  await expect(chosen(page)).toHaveCount(0);
  await Promise.all(held.map((end) => end()));
});

test("a reply that is taken back brings its files back", async ({ browser, server }) => {
  const asked = await (await Api.signIn(server.url, "customer")).ask("Taken back");
  const app = await App.open(browser, server.url, "agent");
  const { page } = app;
  const ticket = new Ticket(page);
  await ticket.open(asked);
  await ticket.toReply();
  await choose(page, [text("plan.txt")]);
  await expect(chosen(page)).toContainText("checked");
  const asUsual = await holdLonger(page);
  await ticket.reply.fill("Here is the plan.");
  await page.keyboard.press("Control+Enter");
  const message = ticket.message("Here is the plan.");
  await expect(message.getByRole("listitem")).toContainText("plan.txt");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(ticket.reply).toHaveValue("Here is the plan.");
  await expect(ticket.reply).toBeFocused();
  await expect(chosen(page)).toContainText("plan.txt");
  await asUsual();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Undo" })).toBeHidden();
  await expect(message.getByRole("button", { name: "Download: plan.txt" })).toBeVisible();
});

test("a virus is not passed on, and an admin sees it", async ({ browser, server }) => {
  const subject = `Virus ${Date.now()}`;
  const asked = await (await Api.signIn(server.url, "customer")).ask(subject);
  const customer = await App.open(browser, server.url, "customer");
  const own = new Ticket(customer.page);
  await own.open(asked);
  // Words need not wait for the scanner.
  await choose(customer.page, [eicar]);
  await expect(chosen(customer.page).getByRole("progressbar")).toHaveCount(0);
  await expect(chosen(customer.page)).toContainText(/checked|virus/);
  await own.answer.fill("My invoice.");
  await customer.page.getByRole("button", { name: "Send answer" }).click();
  const message = own.message("My invoice.");
  await expect(message).toContainText("virus found, blocked");
  await expect(message.getByRole("button", { name: "Download: invoice.txt" })).toHaveCount(0);

  const admin = await App.open(browser, server.url, "admin");
  const { page } = admin;
  await admin.view("Quarantine").click();
  await expect(admin.heading).toHaveText("Quarantine");
  await expect(page.getByText(/ClamAV .* Files waiting: 0/)).toBeVisible();
  const line = page.getByRole("main").getByRole("listitem").filter({ hasText: `#${asked.number}` });
  await expect(line).toContainText("Eicar-Test");
  await line.getByRole("button", { name: "Tell the sender" }).click();
  await expect(admin.notices).toContainText("is told of it");
  await line.getByRole("button", { name: "Check again" }).click();
  await expect(admin.notices).toContainText("is being checked again");
  // Meanwhile it is in no list, and cannot be deleted from here.
  const api = await Api.signIn(server.url, "admin");
  const scanning = async () => (await api.get<{ scanning: number }>("/admin/quarantine/summary")).scanning;
  await expect.poll(scanning).toBe(0);
  await expect(line).toBeVisible();
  await line.getByRole("button", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete the file?" });
  await expect(dialog).toBeVisible();
  await axe(page);
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(line).toHaveCount(0);

  await customer.page.goto("/inbox");
  await expect(customer.page.getByText("One of your files is not passed on").first()).toBeVisible();
  await own.open(asked);
  await expect(own.message("My invoice.")).toContainText("file deleted");
});

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let steps = 0; steps < 200; steps += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("cannot be reached by Tab");
}

test("files by keyboard alone, at 360 pixels", async ({ browser, server }) => {
  const asked = await (await Api.signIn(server.url, "customer")).ask("By keyboard");
  const app = await App.open(browser, server.url, "customer");
  const { page } = app;
  await page.setViewportSize({ width: 360, height: 800 });
  const ticket = new Ticket(page);
  await ticket.open(asked);
  const chooser = page.waitForEvent("filechooser");
  await tabTo(page, attach(page));
  await page.keyboard.press("Enter");
  await (await chooser).setFiles([text("a-rather-long-name-of-a-file-that-has-to-break-somewhere.txt"), text("wrong.txt")]);
  await tabTo(page, page.getByRole("button", { name: "Remove: wrong.txt" }));
  await page.keyboard.press("Space");
  await expect(attach(page)).toBeFocused();
  await expect(chosen(page)).toHaveCount(1);
  await expect(chosen(page)).toContainText("checked");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await tabTo(page, ticket.answer);
  await page.keyboard.type("By keyboard.");
  await page.keyboard.press("Control+Enter");
  const message = ticket.message("By keyboard.");
  const get = message.getByRole("button", { name: /^Download: a-rather/ });
  await expect(get).toBeVisible();
  const saved = page.waitForEvent("download");
  await tabTo(page, get);
  await page.keyboard.press("Enter");
  expect((await saved).suggestedFilename()).toContain("a-rather-long-name");
});
