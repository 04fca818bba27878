// The preview of the picture, and how much of it is sent. Without this script the form works the same, unseen.

/** Makes the form of the page lively. */
function enhance() {
  const form = document.querySelector("form[data-upload]");
  if (form === null) return;
  const preview = form.querySelector(".preview");
  const image = preview.querySelector("img");
  form.elements.left.closest("div").before(preview); // in sight of what changes it
  const showPart = () => {
    image.style.objectPosition = `${form.elements.left.value}% ${form.elements.top.value}%`;
  };
  form.elements.left.addEventListener("input", showPart);
  form.elements.top.addEventListener("input", showPart);
  form.elements.picture.addEventListener("change", () => {
    const [file] = form.elements.picture.files;
    URL.revokeObjectURL(image.src);
    preview.hidden = file === undefined || !file.type.startsWith("image/");
    if (!preview.hidden) image.src = URL.createObjectURL(file);
    showPart();
  });
  form.addEventListener("submit", (event) => {
    if (form.elements.picture.files.length === 0) return;
    event.preventDefault();
    send(form);
  });
}

/** Sends the form, and tells how far it is. */
function send(form) {
  const progress = form.querySelector(".progress");
  const button = form.querySelector("button.send");
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    const percent = Math.round((100 * loaded) / total);
    progress.querySelector("progress").value = percent;
    progress.querySelector("output").value = `${percent} %`;
  });
  request.addEventListener("load", () => show(request));
  request.addEventListener("error", () => form.submit());
  progress.hidden = false;
  button.disabled = true; // once is enough
  request.open("POST", form.action || location.href);
  request.send(new FormData(form));
}

/** Puts the page that the server has answered with in the place of this one. */
function show({ responseText, responseURL }) {
  const page = new DOMParser().parseFromString(responseText, "text/html");
  history.pushState(null, "", responseURL);
  document.title = page.title;
  document.querySelector("main").replaceWith(page.querySelector("main"));
  document.querySelector(".error-summary")?.focus();
  enhance();
}

addEventListener("popstate", () => location.reload());
enhance();
