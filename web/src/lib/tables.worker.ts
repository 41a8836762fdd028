// The browser reads its tables of a language's numbers and dates when the first figure is written,
// once for all threads, and a phone stands still for a tenth of a second meanwhile. Done here, while
// the page waits for the network, nobody waits for it. The thread's name is the locale.
new Intl.NumberFormat(self.name).format(1.5);
new Intl.DateTimeFormat(self.name, { dateStyle: "medium", timeStyle: "short" }).format();
self.close();
