import { expect, test } from "../fixtures/server.ts";
import { App } from "../pages/app.ts";

test("a request is asked, worked on and solved", async ({ browser, server }) => {
  test.slow();
  const customer = await App.open(browser, server.url, "customer");
  const agent = await App.open(browser, server.url, "agent");
  const [asker, desk] = [customer.page, agent.page];
  const subject = `Scanner feeds two sheets (${Date.now()})`;

  await asker.getByRole("link", { name: "New request" }).first().click();
  await expect(asker).toHaveTitle("New request · Lotse");
  await asker.getByRole("radio", { name: "IT and devices" }).check();
  await asker.getByRole("radio", { name: "High" }).check();
  await asker.getByLabel("Subject").fill(subject);
  await asker.getByLabel("Description").fill("Second floor.\n\n<b>Every</b> time.");
  await asker.getByRole("button", { name: "Send request" }).click();
  await expect(asker.getByText(/Thank you\. Your request has the number/)).toBeVisible();
  const number = new URL(asker.url()).pathname.split("/").pop();
  await expect(asker.getByText("<b>Every</b> time.")).toBeVisible();

  await agent.view(/Unassigned/).click();
  await desk.getByRole("link", { name: subject }).click();
  await desk.getByRole("button", { name: "Take it" }).click();
  await expect(desk.getByLabel("Status")).toHaveValue("in_progress");
  await desk.getByRole("tab", { name: "Reply to customer" }).click();
  await desk.getByRole("textbox", { name: "Text of the reply" }).fill("Which paper do you use?");
  await desk.getByRole("button", { name: "Send and wait for customer" }).click();
  await expect(desk.getByLabel("Status")).toHaveValue("waiting_on_customer");

  await asker.goto("/");
  await expect(asker.getByRole("heading", { name: "Waiting for you" })).toBeVisible();
  await asker.getByRole("link", { name: subject }).click();
  await expect(asker.getByText("Which paper do you use?")).toBeVisible();
  await asker.getByLabel("Your answer").fill("80 grams, recycled.");
  await asker.getByRole("button", { name: "Send answer" }).click();
  await expect(asker.getByText("80 grams, recycled.")).toBeVisible();

  await desk.reload();
  await expect(desk.getByText("80 grams, recycled.")).toBeVisible();
  await expect(desk.getByLabel("Status")).toHaveValue("in_progress");
  await desk.getByRole("tab", { name: "Internal note" }).click();
  await desk.getByRole("textbox", { name: "Text of the note" }).fill("Roller kit 17 is worn out again.");
  await desk.getByRole("button", { name: "Save note" }).click();
  await expect(desk.getByRole("article").filter({ hasText: "Roller kit 17" })).toContainText("Internal note");
  await desk.getByRole("button", { name: /^Resolve/ }).click();
  const dialog = desk.getByRole("dialog", { name: `Resolve ticket #${number}` });
  await dialog.getByLabel("Solution", { exact: true }).fill("We replaced the rollers.");
  await expect(dialog.getByRole("region", { name: "What the customer reads" })).toContainText("replaced the rollers");
  await dialog.getByRole("button", { name: "Resolve ticket" }).click();
  await expect(desk.getByLabel("Status")).toHaveValue("resolved");

  await asker.reload();
  await expect(asker.getByRole("region", { name: "Solution" })).toContainText("We replaced the rollers.");
  await expect(asker.getByText("Roller kit 17")).toHaveCount(0);
  await expect(asker.getByText("Internal note")).toHaveCount(0);
});
