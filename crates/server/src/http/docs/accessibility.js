// What Swagger UI leaves undone for people without a mouse or without a screen (WCAG 2.1 AA).

/** A plugin, for what has to be another element. */
const accessibility = ({ React: { Fragment, createElement: h, useLayoutEffect, useRef } }) => ({
  wrapComponents: {
    FilterContainer: (Original) => (props) =>
      h(Fragment, null, h("h2", { className: "wrapper operations-title" }, "Operations"), h(Original, props)),

    // A heading with a button in it, in place of a heading that is pressed and holds a link and a nameless button.
    OperationTag: () => (props) => {
      const { tag, tagObj, children, getComponent, layoutActions, layoutSelectors } = props;
      const shown = ["operations-tag", tag];
      const open = layoutSelectors.isShown(shown, false);
      const press = () => layoutActions.show(shown, !open);
      const icon = h(getComponent(open ? "ArrowUpIcon" : "ArrowDownIcon"), { className: "arrow" });
      const button = h("button", { "aria-expanded": open, onClick: press }, tag, icon);
      const text = h(getComponent("Markdown", true), { source: tagObj.getIn(["tagDetails", "description"]) });
      return h(
        "section",
        { className: "opblock-tag-section" },
        h("div", { className: "opblock-tag" }, h("h3", { id: shown.join("-") }, button), text),
        h(getComponent("Collapse"), { isOpened: open }, children),
      );
    },

    // The path is part of the button that opens the operation, so it cannot be a link too (4.1.2).
    OperationSummaryPath: (Original) => {
      const Path = ({ text }) => h("span", null, text);
      return (props) => {
        const getComponent = (name, ...more) => (name === "DeepLink" ? Path : props.getComponent(name, ...more));
        return h(Original, { ...props, getComponent });
      };
    },

    // Works by mouse alone (2.1.1), and the command for curl has the whole address to copy.
    CopyToClipboardBtn: () => () => null,

    // There is nothing to choose: the server that shows this page is the only one.
    ServersContainer: () => () => null,

    // Says that there is an answer, which appears out of sight (4.1.3).
    responses: (Original) => (props) => {
      const status = props.tryItOutResponse?.get("status");
      const said = status ? `The server has answered with ${status}.` : "";
      return h(Fragment, null, h("p", { className: "hidden-text", role: "status" }, said), h(Original, props));
    },

    // The browser's own dialog keeps the focus and gives it back (2.4.3).
    authorizationPopup: (Original) => (props) => {
      const dialog = useRef(null);
      useLayoutEffect(() => {
        const { current } = dialog;
        current.showModal();
        return () => current.close();
      }, []);
      const cancel = (event) => {
        event.preventDefault();
        props.authActions.showDefinitions(false);
      };
      return h("dialog", { ref: dialog, "aria-label": "Available authorizations", onCancel: cancel }, h(Original, props));
    },
  },
});

const within = (selector, name) => (element) => element.closest(selector).dataset[name];
const scheme = (element) => element.closest("form").querySelector("h4 code").textContent;
const text = (element) => element.textContent.trim();

/** Attributes that are missing or wrong: whose, which, and what they say instead. */
const ATTRIBUTES = [
  [".operation-filter-input", "aria-label", () => "Filter by tag"],
  [".examples-select-element", "aria-label", () => "Example"],
  [".body-param__text", "aria-label", () => "Request body"],
  ["[data-param-name] :is(input:not([type=checkbox]), select, textarea)", "aria-label", within("tr", "paramName")],
  ["[data-property-name] :is(input:not([type=checkbox]), select, textarea)", "aria-label", within("tr", "propertyName")],
  [".json-schema-form-item-remove", "aria-label", () => "Remove -"],
  [".copy-to-clipboard button", "aria-label", () => "Copy"],
  [".close-modal", "aria-label", () => "Close"],
  [".auth-container input", "aria-label", (input) => `Value of ${scheme(input)}`],
  [".modal-btn:not(.btn-done)", "aria-label", (button) => `${text(button)} ${scheme(button)}`],
  // A table again: as a region it has no columns.
  ["table[role]", "role", () => "table"],
  ["td.col_header", "role", () => "columnheader"],
  [
    ".json-schema-2020-12-accordion",
    "aria-expanded",
    (button) => String(button.querySelector(".json-schema-2020-12-accordion__icon--expanded") !== null),
  ],
  // What scrolls has to be reached (2.1.1), and what does not scroll is no stop.
  [".microlight", "tabindex", (box) => (scrolls(box) ? "0" : null)],
];

const scrolls = (box) => box.scrollHeight > box.clientHeight || box.scrollWidth > box.clientWidth;

/** Keeps the attributes right while React draws, which knows nothing of them and so leaves them alone. */
function nameControls(root) {
  const look = () => {
    for (const [selector, attribute, value] of ATTRIBUTES) {
      for (const element of root.querySelectorAll(selector)) {
        const right = value(element);
        if (right === null) element.removeAttribute(attribute);
        else element.setAttribute(attribute, right);
      }
    }
  };
  new MutationObserver(look).observe(root, { childList: true, characterData: true, subtree: true });
  addEventListener("resize", look);
}
