addEventListener("message", () => {
  for (;;);
});
