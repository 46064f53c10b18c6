import { notifications } from "@mantine/notifications";
import { said } from "../api/client.ts";

/** told does something, and says that it is done or why not. */
export async function told<T>(what: Promise<T>, done?: string): Promise<T | undefined> {
  try {
    const result = await what;
    if (done) notifications.show({ message: done });
    return result;
  } catch (error) {
    notifications.show({ color: "red", title: "This was not done", message: said(error), autoClose: false });
    return undefined;
  }
}
