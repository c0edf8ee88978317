// Forms that name a route of the API send what is in them as JSON, say what came of it, and show the page as it is then.
const problem = (form, text) => {
  const box = document.createElement("p");
  box.className = "problem";
  box.setAttribute("role", "alert");
  box.textContent = text;
  form.querySelector(".problem")?.remove();
  form.prepend(box);
};

// What is told once stays in sight until the person has taken it.
const tell = (form, text) => {
  const box = document.createElement("p");
  box.className = "told";
  box.setAttribute("role", "status");
  box.textContent = text;
  form.querySelector(".told")?.remove();
  form.append(box);
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.route) return;
  event.preventDefault();
  form.querySelector(".problem")?.remove();
  const [method, path] = form.dataset.route.split(" ");
  const body = {};
  for (const [name, value] of new FormData(form)) {
    if (value !== "") body[name] = form.elements[name].type === "number" ? Number(value) : value;
  }
  try {
    const answer = await fetch(path, { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    const said = answer.status === 204 ? {} : await answer.json();
    if (!answer.ok) {
      problem(form, [said.error.message, said.error.hint].filter(Boolean).join(": "));
    } else if (form.dataset.tell) {
      tell(form, said[form.dataset.tell]);
    } else {
      location.assign(form.dataset.then ?? location.href);
    }
  } catch {
    problem(form, "The server does not answer. Try again.");
  }
});
