import { type Page, expect } from "@playwright/test";
import { test, withoutBarriers } from "../fixtures/server.ts";
import { Api, type Asked, type Role } from "../pages/api.ts";
import { App } from "../pages/app.ts";
import { EICAR, PIXEL } from "../pages/files.ts";

/** A webhook that nobody answers. */
const HOOK = "Never answered";

/** Every screen and open dialog, each as it is reached. */
interface Screen {
  readonly name: string;
  readonly role?: Role;
  readonly open: Opener;
  /** What is opened there by a button, and goes by Escape. */
  readonly over?: Over;
}

type Opener = (page: Page, tickets: Tickets) => Promise<void>;

interface Over {
  readonly button: string | RegExp;
  readonly opened: "dialog" | "menu";
}

interface Tickets {
  readonly open: Asked;
  readonly working: Asked;
  readonly resolved: Asked;
  readonly closed: Asked;
}

const ticket = (which: keyof Tickets) => async (page: Page, tickets: Tickets) => {
  await page.goto(`/tickets/${tickets[which].number}`);
  await expect(page.getByRole("heading", { level: 1, name: new RegExp(tickets[which].subject) })).toBeVisible();
};

const show = async (page: Page, { button, opened }: Over) => {
  await page.getByRole("button", { name: button }).first().click();
  await expect(page.getByRole(opened)).toBeVisible();
};

const overlaid = (open: Opener, button: Over["button"], opened: Over["opened"]) => ({ open, over: { button, opened } });

/** The same as a part of the way to something else. */
const reached = (open: Opener, button: Over["button"], opened: Over["opened"]): Opener => {
  return async (page, tickets) => {
    await open(page, tickets);
    await show(page, { button, opened });
  };
};

const [open, working, resolved, closed] = [ticket("open"), ticket("working"), ticket("resolved"), ticket("closed")];

const queue: Opener = async (page) => {
  await page.goto("/queue");
  await expect(page.getByRole("table")).toBeVisible();
};

const outbox: Opener = async (page) => {
  await page.goto("/admin/outbox");
  await expect(page.getByRole("main").getByText("Kept here").first()).toBeVisible();
};

const webhooks: Opener = async (page) => {
  await page.goto("/admin/webhooks");
  await expect(page.getByRole("link", { name: HOOK })).toBeVisible();
};

const security: Opener = async (page) => {
  await page.goto("/profile/security");
  await expect(page.getByText("This device")).toBeVisible();
};

const replies: Opener = async (page) => {
  await page.goto("/profile/replies");
  await expect(page.getByRole("button", { name: "New canned reply" })).toBeVisible();
};

const found: Opener = async (page) => {
  await page.goto("/queue?view=all&q=internal%20status%3Ain_progress");
  await expect(page.locator("mark").first()).toBeVisible();
};

const ownData: Opener = async (page) => {
  await page.goto("/profile/data");
  await expect(page.getByRole("button", { name: "Download archive" })).toBeVisible();
};

const retention: Opener = async (page) => {
  await page.goto("/admin/retention");
  await expect(page.getByText("Tickets are kept for ever")).toBeVisible();
};

const users: Opener = async (page) => {
  await page.goto("/admin/users");
  await expect(page.getByRole("listitem").filter({ hasText: "agent@example.org" })).toBeVisible();
};

/** What the server says when a dangerous call comes long after signing in. */
const unproved = async (page: Page, path: string) => {
  await page.route(path, (route) => {
    if (route.request().method() === "GET") return route.continue();
    const code = "reauthentication_required";
    const problem = { type: `about:lotse#${code}`, title: "", status: 403, code };
    return route.fulfill({ status: 403, contentType: "application/problem+json", json: problem });
  });
};

const webhook: Opener = async (page, tickets) => {
  await webhooks(page, tickets);
  await page.getByRole("link", { name: HOOK }).click();
  await expect(page.getByRole("heading", { level: 1, name: HOOK })).toBeVisible();
};

const attaching = (role: "customer" | "agent"): Opener => {
  return async (page, tickets) => {
    await working(page, tickets);
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Attach files" }).click();
    const buffer = Buffer.from(role);
    await (await chooser).setFiles([
      { name: "a-log-file-with-a-name-that-has-to-break-somewhere.txt", mimeType: "text/plain", buffer },
      { name: "program.exe", mimeType: "application/octet-stream", buffer },
    ]);
    const chosen = page.locator("form").getByRole("list", { name: "Files" });
    await expect(chosen.getByText("checked").last()).toBeVisible();
    await expect(chosen.getByText("Files of this kind are not taken.")).toBeVisible();
  };
};

const serviceLevels: Opener = async (page) => {
  await page.goto("/admin/service-levels");
  await expect(page.getByRole("article", { name: "Office hours" })).toBeVisible();
  await expect(page.getByRole("article", { name: "Standard" })).toBeVisible();
};

const listed = (path: string): Opener => async (page) => {
  await page.goto(path);
  await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible();
};

const quarantine = listed("/admin/quarantine");
const tags = listed("/admin/tags");
const categories = listed("/admin/categories");
const teams = listed("/admin/teams");
const queues = listed("/admin/queues");

const reports: Opener = async (page) => {
  await page.goto("/reports");
  await expect(page.getByRole("img").first()).toBeVisible();
};

const oversight: Opener = async (page, { working }) => {
  await page.goto(`/admin/tickets/${working.number}`);
  await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible();
};

const privacy: Opener = async (page) => {
  await page.goto("/admin/privacy");
  await expect(page.getByText("Nobody was erased yet")).toBeVisible();
  await expect(page.getByText("No legal hold")).toBeVisible();
};

/** Nothing is erased here: the question is left unanswered. */
const erasing: Opener = async (page, tickets) => {
  await users(page, tickets);
  await page.getByRole("listitem").filter({ hasText: "customer@example.org" }).getByRole("button").click();
  await page.getByRole("dialog").getByRole("link", { name: "Privacy …" }).click();
  await expect(page.getByRole("radio").first()).toBeVisible();
};

const SCREENS: readonly Screen[] = [
  { name: "sign-in", open: async (page) => void (await page.goto("/sign-in")) },
  {
    name: "sign-in with errors",
    open: async (page) => {
      await page.goto("/sign-in");
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await expect(page.getByLabel("Password")).toHaveAttribute("aria-invalid", "true");
    },
  },
  {
    name: "sign-in after a provider said no",
    open: async (page) => {
      await page.goto("/sign-in?sso=email_taken");
      await expect(page.getByRole("alert").filter({ hasText: "already" })).toBeVisible();
    },
  },
  {
    name: "sign-up with errors",
    open: async (page) => {
      await page.goto("/sign-up");
      await page.getByRole("button", { name: "Create account" }).click();
      await expect(page.getByRole("group", { name: /need your attention/ })).toBeVisible();
    },
  },
  {
    name: "look into your mail",
    open: async (page) => {
      await page.goto("/forgot");
      await page.getByLabel("E-mail").fill("nobody@example.org");
      await page.getByRole("button", { name: "Send link" }).click();
      await expect(page.getByText(/If there is an account/)).toBeVisible();
    },
  },
  {
    name: "link that does not work",
    open: async (page) => {
      await page.goto("/link#nothing");
      await expect(page.getByRole("heading", { name: "This link does not work" })).toBeVisible();
    },
  },
  {
    name: "link to a new password, with errors",
    open: async (page) => {
      await page.route("**/api/v1/auth/links/check", (route) => {
        const expires_at = new Date(Date.now() + 600_000).toISOString();
        return route.fulfill({ json: { kind: "invite", email: "ida@example.org", display_name: "Ida", expires_at } });
      });
      await page.goto("/link#something");
      await page.getByRole("button", { name: "Save password" }).click();
      await expect(page.getByRole("group", { name: /needs your attention/ })).toBeVisible();
    },
  },
  {
    name: "link to another address",
    open: async (page) => {
      await page.route("**/api/v1/auth/links/check", (route) => {
        const expires_at = new Date(Date.now() + 600_000).toISOString();
        const kind = "change_email";
        return route.fulfill({ json: { kind, email: "ida@example.org", display_name: "Ida", expires_at } });
      });
      await page.goto("/link#another");
      await expect(page.getByRole("button", { name: "Confirm" })).toBeVisible();
    },
  },
  { name: "tab of a provider", open: async (page) => void (await page.goto("/proved")) },
  { name: "sign-in and security", role: "customer", open: security },
  { name: "password dialog", role: "customer", ...overlaid(security, "Change …: Password", "dialog") },
  { name: "address dialog", role: "customer", ...overlaid(security, "Change …: E-mail", "dialog") },
  {
    name: "token dialog with errors",
    role: "customer",
    open: async (page, tickets) => {
      await reached(security, "New token", "dialog")(page, tickets);
      await page.getByRole("button", { name: "Create token" }).click();
      await expect(page.getByRole("group", { name: /needs your attention/ })).toBeVisible();
    },
  },
  {
    name: "question who one is",
    role: "customer",
    open: async (page, tickets) => {
      await unproved(page, "**/api/v1/auth/email/change");
      await reached(security, "Change …: E-mail", "dialog")(page, tickets);
      await page.getByLabel("New e-mail address").fill("someone@example.org");
      await page.getByRole("button", { name: "Send link" }).click();
      await expect(page.getByRole("dialog", { name: "Is it you?" })).toBeVisible();
    },
  },
  { name: "queue of an admin", role: "admin", open: queue },
  { name: "people", role: "admin", open: users },
  { name: "invitation dialog", role: "admin", ...overlaid(users, "Invite person", "dialog") },
  {
    name: "person dialog",
    role: "admin",
    open: async (page, tickets) => {
      await users(page, tickets);
      await page.getByRole("listitem").filter({ hasText: "agent@example.org" }).getByRole("button").click();
      await expect(page.getByRole("dialog")).toBeVisible();
    },
  },
  {
    name: "question before somebody is disabled",
    role: "admin",
    open: async (page, tickets) => {
      await users(page, tickets);
      await page.getByRole("listitem").filter({ hasText: "agent@example.org" }).getByRole("button").click();
      await page.getByRole("button", { name: "Disable" }).click();
      await expect(page.getByRole("dialog", { name: /^Disable/ })).toBeVisible();
    },
  },
  {
    name: "dashboard",
    role: "customer",
    open: async (page) => {
      await page.goto("/");
      await expect(page.getByRole("heading", { name: "Waiting for you" })).toBeVisible();
    },
  },
  {
    name: "own requests",
    role: "customer",
    open: async (page) => {
      await page.goto("/tickets");
      await expect(page.getByRole("main").getByRole("link").first()).toBeVisible();
    },
  },
  {
    name: "new request with errors",
    role: "customer",
    open: async (page) => {
      await page.goto("/tickets/new");
      await page.getByRole("button", { name: "Send request" }).click();
      await expect(page.getByRole("group", { name: /need your attention/ })).toBeVisible();
    },
  },
  { name: "customer ticket, open, with files", role: "customer", open },
  { name: "customer ticket", role: "customer", open: working },
  { name: "customer ticket, resolved", role: "customer", open: resolved },
  { name: "customer ticket, closed", role: "customer", open: closed },
  { name: "edit dialog", role: "customer", ...overlaid(open, /^Edit/, "dialog") },
  { name: "solved dialog", role: "customer", ...overlaid(resolved, /^Solved/, "dialog") },
  { name: "not solved dialog", role: "customer", ...overlaid(resolved, /^Not solved/, "dialog") },
  {
    name: "not found",
    role: "customer",
    open: async (page) => {
      await page.goto("/nowhere");
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    },
  },
  { name: "queue", role: "agent", open: queue },
  {
    name: "empty queue",
    role: "agent",
    open: async (page) => {
      await page.goto("/queue?view=mine&priority=low&category=billing&status=closed");
      await expect(page.getByRole("table")).toHaveCount(0);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    },
  },
  { name: "new ticket", role: "agent", open: async (page) => void (await page.goto("/tickets/new")) },
  { name: "account menu", role: "agent", ...overlaid(queue, "Account", "menu") },
  { name: "language menu", role: "agent", ...overlaid(queue, "Language", "menu") },
  { name: "theme menu", role: "agent", ...overlaid(queue, "Appearance", "menu") },
  { name: "keyboard help", role: "agent", ...overlaid(queue, "Keyboard shortcuts", "dialog") },
  { name: "commands", role: "agent", ...overlaid(queue, "Commands", "dialog") },
  { name: "filter menu", role: "agent", ...overlaid(queue, /^Order/, "menu") },
  {
    name: "queue with a selection",
    role: "agent",
    open: async (page, tickets) => {
      await queue(page, tickets);
      await page.getByRole("table").getByRole("checkbox").nth(1).check();
      await expect(page.getByRole("group", { name: "Selection" })).toBeVisible();
    },
  },
  {
    name: "bulk dialog",
    role: "agent",
    open: async (page, tickets) => {
      await queue(page, tickets);
      await page.getByRole("table").getByRole("checkbox").nth(1).check();
      await page.getByRole("button", { name: /^Change/ }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
    },
  },
  {
    name: "preview in the queue",
    role: "agent",
    open: async (page, tickets) => {
      await queue(page, tickets);
      await page.getByRole("table").getByRole("link").first().focus();
      await page.keyboard.press("Space");
      await expect(page.getByRole("complementary").getByRole("heading")).toBeVisible();
    },
  },
  {
    name: "inbox",
    role: "customer",
    open: async (page) => {
      await page.goto("/inbox");
      await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible();
    },
  },
  {
    name: "empty outbox",
    role: "admin",
    open: async (page) => {
      await page.goto("/admin/outbox?state=dead");
      await expect(page.getByText("There is nothing here")).toBeVisible();
    },
  },
  { name: "outbox", role: "admin", open: outbox },
  {
    name: "mail of the outbox",
    role: "admin",
    open: async (page, tickets) => {
      await outbox(page, tickets);
      await page.getByRole("main").getByRole("listitem").filter({ hasText: "Kept here" }).first().getByRole("button").click();
      await expect(page.getByRole("dialog").getByRole("heading", { name: "Kept e-mail" })).toBeVisible();
    },
  },
  { name: "files on their way with an answer", role: "customer", open: attaching("customer") },
  { name: "files on their way with a note", role: "agent", open: attaching("agent") },
  {
    name: "files with what was said",
    role: "agent",
    open: async (page, tickets) => {
      await open(page, tickets);
      await expect(page.getByText("virus found, blocked")).toBeVisible();
      await expect(page.getByRole("img", { name: "Image: screenshot.png" })).toHaveJSProperty("naturalWidth", 1);
    },
  },
  { name: "quarantine", role: "admin", open: quarantine },
  { name: "question before deleting a file", role: "admin", ...overlaid(quarantine, "Delete", "dialog") },
  { name: "categories", role: "admin", open: categories },
  {
    name: "category dialog with errors",
    role: "admin",
    open: async (page, all) => {
      await reached(categories, "New category", "dialog")(page, all);
      await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
      await expect(page.getByRole("group", { name: /need your attention/ })).toBeVisible();
    },
  },
  { name: "tags", role: "admin", open: tags },
  { name: "tag dialog", role: "admin", ...overlaid(tags, /^Rename/, "dialog") },
  { name: "question before deleting a tag", role: "admin", ...overlaid(tags, /^Delete/, "dialog") },
  { name: "service levels", role: "admin", open: serviceLevels },
  { name: "question before applying a policy", role: "admin", ...overlaid(serviceLevels, /^Apply/, "dialog") },
  { name: "why a policy stays", role: "admin", ...overlaid(serviceLevels, "Delete: Standard", "dialog") },
  {
    name: "calendar with errors",
    role: "admin",
    open: async (page) => {
      await page.goto("/admin/service-levels/calendars/new");
      await page.getByRole("button", { name: "Add hours: Monday" }).click();
      await page.getByRole("textbox", { name: "Monday, hours 2, from" }).fill("16:00");
      await page.getByRole("textbox", { name: "Monday, hours 2, until" }).fill("20:00");
      await page.getByRole("button", { name: "Holiday", exact: true }).click();
      await page.getByRole("button", { name: "Save" }).click();
      await expect(page.getByRole("group", { name: /need your attention/ })).toBeVisible();
    },
  },
  {
    name: "policy with errors",
    role: "admin",
    open: async (page) => {
      await page.goto("/admin/service-levels/policies/new");
      await page.getByLabel("Urgent: Resolution").fill("soon");
      await page.getByRole("button", { name: "Save" }).click();
      await expect(page.getByRole("group", { name: /need your attention/ })).toBeVisible();
    },
  },
  { name: "teams", role: "admin", open: teams },
  { name: "team dialog", role: "admin", ...overlaid(teams, "New team", "dialog") },
  { name: "question before disabling a team", role: "admin", ...overlaid(teams, /^Disable/, "dialog") },
  { name: "queues", role: "admin", open: queues },
  {
    name: "queue dialog with errors",
    role: "admin",
    open: async (page, all) => {
      await reached(queues, "New queue", "dialog")(page, all);
      await page.getByLabel("SLA policy").selectOption("Standard");
      await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
      await expect(page.getByRole("group", { name: /need your attention/ })).toBeVisible();
    },
  },
  {
    name: "settings with errors",
    role: "admin",
    open: async (page) => {
      await page.goto("/admin/settings");
      await page.getByLabel("Only with an address of").fill("-");
      await page.getByRole("button", { name: "Save" }).click();
      await expect(page.getByRole("group", { name: /your attention/ })).toBeVisible();
    },
  },
  {
    name: "status",
    role: "admin",
    open: async (page) => {
      await page.goto("/admin/status");
      await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(6);
    },
  },
  {
    name: "audit log",
    role: "admin",
    open: async (page) => {
      await page.goto("/admin/audit");
      await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible();
    },
  },
  {
    name: "audit log of one person, without entries",
    role: "admin",
    open: async (page) => {
      await page.goto("/admin/audit?actor=01890a5d-ac96-774b-bcce-b302099a8057&from=2026-01-01");
      await expect(page.getByText("No entries")).toBeVisible();
    },
  },
  { name: "webhooks", role: "admin", open: webhooks },
  {
    name: "webhook form with errors",
    role: "admin",
    open: async (page, tickets) => {
      await webhooks(page, tickets);
      await page.getByRole("button", { name: "New webhook" }).click();
      await page.getByRole("button", { name: "Create webhook" }).click();
      await expect(page.getByRole("group", { name: /your attention/ })).toBeVisible();
    },
  },
  { name: "webhook", role: "admin", open: webhook },
  {
    name: "webhook tested",
    role: "admin",
    open: async (page, tickets) => {
      await webhook(page, tickets);
      await page.getByRole("button", { name: "Test", exact: true }).first().click();
      const result = page.getByRole("status").filter({ hasText: "Result of the test" });
      await expect(result).toBeVisible();
    },
  },
  {
    name: "webhook secret",
    role: "admin",
    open: async (page, tickets) => {
      await reached(webhook, /^New secret/, "dialog")(page, tickets);
      await page.getByRole("dialog").getByRole("button", { name: "Make a secret" }).click();
      await expect(page.getByRole("dialog", { name: "Secret" })).toBeVisible();
    },
  },
  { name: "reports with a way to export", role: "admin", open: reports },
  { name: "export dialog", role: "admin", ...overlaid(reports, /^Export/, "dialog") },
  { name: "administration of a ticket", role: "admin", open: oversight },
  { name: "question before publishing a note", role: "admin", ...overlaid(oversight, /^Publish/, "dialog") },
  { name: "dialog before taking words away", role: "admin", ...overlaid(oversight, /^Take words away/, "dialog") },
  { name: "question before deleting a ticket", role: "admin", ...overlaid(oversight, /^Delete/, "dialog") },
  {
    name: "explanation who sees a ticket",
    role: "admin",
    open: async (page, tickets) => {
      await oversight(page, tickets);
      await page.getByLabel("E-mail address or name").fill("customer@example.org");
      await page.getByRole("button", { name: "Explain" }).click();
      await expect(page.getByText("They asked it.")).toBeVisible();
    },
  },
  { name: "privacy", role: "admin", open: privacy },
  {
    name: "hold dialog with errors",
    role: "admin",
    open: async (page, tickets) => {
      await reached(privacy, "Hold a ticket", "dialog")(page, tickets);
      await page.getByRole("button", { name: "Put legal hold", exact: true }).click();
      await expect(page.getByRole("group", { name: /need your attention/ })).toBeVisible();
    },
  },
  { name: "what erasing somebody would do", role: "admin", open: erasing },
  { name: "question before erasing somebody", role: "admin", ...overlaid(erasing, /^Erase data/, "dialog") },
  { name: "webhook deletion", role: "admin", ...overlaid(webhook, /^Delete/, "dialog") },
  { name: "account menu of an admin", role: "admin", ...overlaid(queue, "Account", "menu") },
  {
    name: "profile",
    role: "agent",
    open: async (page) => {
      await page.goto("/profile");
      await expect(page.getByLabel("Name", { exact: true })).toBeVisible();
    },
  },
  { name: "canned replies", role: "agent", open: replies },
  { name: "found by words", role: "agent", open: found },
  { name: "keeping a view", role: "agent", ...overlaid(found, "Save view", "dialog") },
  {
    name: "saved views",
    role: "agent",
    open: async (page) => {
      await page.goto("/profile/views");
      await expect(page.getByText("No view yet")).toBeVisible();
    },
  },
  {
    name: "requests found by words",
    role: "customer",
    open: async (page) => {
      await page.goto("/tickets?q=display");
      await expect(page.locator("mark").first()).toBeVisible();
    },
  },
  {
    name: "why it is due",
    role: "agent",
    open: async (page, tickets) => {
      await working(page, tickets);
      await page.getByRole("complementary", { name: "Details" }).locator(".sla-link").hover();
      await expect(page.getByText("The link leads to all that happened.")).toBeVisible();
    },
  },
  { name: "new canned reply", role: "agent", ...overlaid(replies, "New canned reply", "dialog") },
  { name: "own data", role: "customer", open: ownData },
  { name: "retention", role: "admin", open: retention },
  {
    name: "retention rule with a preview",
    role: "admin",
    open: async (page, tickets) => {
      await reached(retention, "New rule", "dialog")(page, tickets);
      await page.getByRole("button", { name: "Preview" }).click();
      await expect(page.getByRole("dialog").getByRole("status")).toContainText("would concern");
    },
  },
  { name: "question before a retention run", role: "admin", ...overlaid(retention, /^Have a look now/, "dialog") },
  { name: "staff ticket", role: "agent", open: working },
  {
    name: "staff ticket, reply",
    role: "agent",
    open: async (page, tickets) => {
      await working(page, tickets);
      await page.getByRole("tab", { name: "Reply to customer" }).click();
    },
  },
  {
    name: "staff ticket, names offered",
    role: "agent",
    open: async (page, tickets) => {
      await open(page, tickets);
      await page.getByRole("textbox", { name: "Text of the note" }).pressSequentially("@");
      await expect(page.getByRole("listbox")).toBeVisible();
    },
  },
  {
    name: "staff ticket, ways to send",
    role: "agent",
    open: async (page, tickets) => {
      await working(page, tickets);
      await page.getByRole("tab", { name: "Reply to customer" }).click();
      await page.getByRole("button", { name: "More ways to send" }).click();
      await expect(page.getByRole("menu")).toBeVisible();
    },
  },
  {
    name: "staff ticket, reply on its way",
    role: "agent",
    open: async (page, tickets) => {
      await open(page, tickets);
      await page.getByRole("tab", { name: "Reply to customer" }).click();
      await page.getByRole("textbox", { name: "Text of the reply" }).fill("On its way.");
      await page.getByRole("button", { name: "Send reply" }).click();
      await expect(page.getByRole("article").filter({ hasText: "On its way." }).last()).toBeVisible();
    },
  },
  { name: "staff ticket, canned replies", role: "agent", ...overlaid(working, "Canned reply", "menu") },
  { name: "reports", role: "agent", open: reports },
  {
    name: "reports as a table",
    role: "agent",
    open: async (page, tickets) => {
      await reports(page, tickets);
      await page.locator("summary").click();
      await expect(page.getByRole("columnheader", { name: "Open at the end" })).toBeVisible();
    },
  },
  {
    name: "service level of a ticket",
    role: "agent",
    open: async (page, { working }) => {
      await page.goto(`/reports/tickets/${working.number}`);
      await expect(page.getByRole("progressbar").first()).toBeVisible();
    },
  },
  { name: "staff ticket, open", role: "agent", open: open },
  { name: "staff ticket, resolved", role: "agent", open: resolved },
  { name: "staff ticket, closed", role: "agent", open: closed },
  { name: "resolve dialog", role: "agent", ...overlaid(working, /^Resolve/, "dialog") },
  { name: "merge dialog", role: "agent", ...overlaid(working, /^Merge/, "dialog") },
  { name: "split dialog", role: "agent", ...overlaid(working, /^Split/, "dialog") },
  { name: "close dialog", role: "agent", ...overlaid(working, /^Close ticket/, "dialog") },
  { name: "reopen dialog", role: "agent", ...overlaid(resolved, /^Reopen/, "dialog") },
];

let tickets: Tickets;

test.beforeAll(async ({ server }) => {
  const [customer, agent] = [await Api.signIn(server.url, "customer"), await Api.signIn(server.url, "agent")];
  const [open, working, resolved, closed] = [
    await customer.ask("Open request"),
    await customer.ask("A request with a rather long subject that has to find its place on a narrow screen as well"),
    await customer.ask("Resolved request"),
    await customer.ask("Closed request"),
  ];
  for (const taken of [working, resolved, closed]) await agent.take(taken);
  await agent.comment(working, "What does the display say?");
  await customer.comment(working, "Pneumonoultramicroscopicsilicovolcanoconiosis".repeat(6));
  await agent.comment(working, "An internal note.", { visibility: "internal" });
  for (const settled of [resolved, closed]) await agent.resolve(settled, "We replaced it.\n\nTell us if it comes back.");
  await agent.update(closed, { status: "closed" });
  const files = [
    await customer.upload("screenshot.png", "image/png", PIXEL),
    await customer.upload("log.txt", "text/plain", Buffer.from("a line")),
    await customer.upload("invoice.txt", "text/plain", EICAR),
  ];
  await customer.comment(open, "See the files.", { attachments: files });
  const admin = await Api.signIn(server.url, "admin");
  await admin.post("/admin/webhooks", { name: HOOK, url: "http://127.0.0.1:9/a/rather/long/address/of/some/program", active: false });
  tickets = { open, working, resolved, closed };
});

for (const role of [undefined, "customer", "agent", "admin"] as const) {
  test(`the screens of ${role ?? "nobody"}`, async ({ browser, server }) => {
    test.slow();
    const [wide, narrow] = [{ width: 1280, height: 800 }, { width: 360, height: 800 }];
    const context = await browser.newContext({
      baseURL: server.url,
      colorScheme: "light",
      viewport: wide,
      reducedMotion: "reduce",
    });
    // The admin of the demo reads German.
    await context.addInitScript(() => localStorage.setItem("lotse.language", "en"));
    const page = await context.newPage();
    if (role) await new App(page).signIn(role);
    let standing: Opener | undefined;
    for (const { name, open, over } of SCREENS.filter((screen) => screen.role === role)) {
      await test.step(name, async () => {
        await page.setViewportSize(wide);
        // Many dialogs and menus are opened on the same screen, one after the other.
        if (!over || standing !== open) await open(page, tickets);
        standing = open;
        if (over) await show(page, over);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await withoutBarriers(page);
        // The look depends on the width by style sheets alone, so nothing has to be opened again.
        await page.setViewportSize(narrow);
        await withoutBarriers(page);
        if (over) {
          await page.keyboard.press("Escape");
          await expect(page.getByRole(over.opened)).toHaveCount(0);
        }
      });
    }
  });
}
