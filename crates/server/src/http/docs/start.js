// By tokens.css, so that code follows the theme too.
const colours = () => ({
  rootInjects: {
    syntaxHighlighting: {
      styles: {
        tokens: {
          // Else it is white.
          hljs: {},
          "hljs-attr": { color: "var(--ink)" },
          "hljs-string": { color: "var(--accent)" },
          "hljs-number": { color: "var(--note-ink)" },
          "hljs-literal": { color: "var(--note-ink)" },
        },
      },
    },
  },
});

// No validator: it is another site, which would be sent the address of this one.
SwaggerUIBundle({
  url: "/api/v1/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: 0,
  filter: true,
  showExtensions: true,
  syntaxHighlight: { theme: "tokens" },
  validatorUrl: null,
  plugins: [accessibility, colours, resolving],
});
nameControls(document.getElementById("swagger-ui"));
