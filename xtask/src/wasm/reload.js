
// Development only (`cargo xtask dev`): loads the page anew when something was built.
let built;
setInterval(async () => {
  try {
    const answer = await fetch("/reload.txt");
    const now = answer.ok ? await answer.text() : built;
    if (built !== undefined && now !== built) location.reload();
    built = now;
  } catch {
    // The server is being started again.
  }
}, 500);
