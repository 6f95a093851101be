throw new Error("no worker today");
