/** One side of an attack: the viewer, the seeder, or the attackers. Browser. */
import { installAttackPage } from "@swarmlane/testkit";

installAttackPage();
