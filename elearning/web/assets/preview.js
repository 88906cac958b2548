// For `content preview` alone: load the page again once a file was saved. Without it, reload by hand.
const shown = document.querySelector("[data-stamp]").dataset.stamp;

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/saved", { cache: "no-store" });
    if (!answer.ok || (await answer.text()) === shown) return;
    // Asked for again each second, a page that takes longer than that to be read would never come.
    clearInterval(looking);
    location.reload();
  } catch { /* the preview was stopped, or starts again */ }
}

const looking = setInterval(look, 1000);
