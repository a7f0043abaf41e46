import { type Locator, type Page, expect } from "@playwright/test";
import type { Asked } from "./api.ts";

/** The page of a ticket, for staff and for its requester. */
export class Ticket {
  constructor(readonly page: Page) {}

  async open({ number, subject }: Asked): Promise<void> {
    await this.page.goto(`/tickets/${number}`);
    await expect(this.page.getByRole("heading", { level: 1, name: new RegExp(subject) })).toBeVisible();
    await expect(this.page.getByRole("article").first()).toBeVisible();
  }

  get note(): Locator {
    return this.page.getByRole("textbox", { name: "Text of the note" });
  }

  get reply(): Locator {
    return this.page.getByRole("textbox", { name: "Text of the reply" });
  }

  get answer(): Locator {
    return this.page.getByRole("textbox", { name: "Your answer" });
  }

  get status(): Locator {
    return this.page.getByLabel("Status");
  }

  message(text: string): Locator {
    return this.page.getByRole("article").filter({ hasText: text });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name });
  }

  alert(text: string | RegExp): Locator {
    return this.page.getByRole("alert").filter({ hasText: text });
  }

  async toReply(): Promise<void> {
    await this.page.getByRole("tab", { name: "Reply to customer" }).click();
  }
}
