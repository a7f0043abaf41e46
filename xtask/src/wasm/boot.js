import init from "{{glue}}";

init({ module_or_path: "{{wasm}}" }).catch((error) => {
  console.error(error);
  const boot = document.getElementById("boot");
  if (boot) {
    boot.setAttribute("role", "alert");
    boot.textContent =
      "Lotse konnte nicht starten. Bitte die Seite neu laden. / Lotse could not start. Please reload the page.";
  }
});
