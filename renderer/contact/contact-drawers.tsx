/** The two drawers of contact by hand, about the alert under the cursor; opened by `contact-buttons.tsx` or by M and C. */
import { useEffect } from "react";
import type { Flow } from "#shared/model/flow.ts";
import type { AlertDetails } from "#shared/model/views.ts";
import type { ContactPlace } from "../link/contact-deeds.ts";
import { CUSTOMER_LANGUAGE } from "../state/customer-language.ts";
import { useCopy, useDesk, useDeskState } from "../state/use-desk.ts";
import { Dialog } from "../ui/controls.tsx";
import { CallForm } from "./call-drawer.tsx";
import { useMayContact } from "./contact-buttons.tsx";
import { SmsForm } from "./sms-drawer.tsx";
import "./contact.css";

/** @param details null while they are read: then there is nobody to contact, and no drawer holds the keys */
export function ContactDrawers({ details, flow }: { readonly details: AlertDetails | null; readonly flow: Flow | undefined }) {
  const { byHand, shell } = useCopy();
  const desk = useDesk();
  const overlay = useDeskState((state) => state.overlay);
  const customer = details?.customer ?? null;
  const isMine = useMayContact(customer);
  const isMeant = overlay === "sms" || overlay === "call";
  useEffect(() => {
    if (isMeant && !isMine) desk.set({ overlay: null });
  }, [isMeant, isMine, desk]);
  if (details === null || customer === null || flow === undefined || !isMine) return null;
  const onClose = () => desk.set({ overlay: null });
  // As the rest of the ledger has it.
  const place: ContactPlace = { alertId: details.alertId, customerId: customer.id, about: flow.title[CUSTOMER_LANGUAGE] };
  const common = { onClose, closeLabel: shell.close, width: "drawer" } as const;
  return (
    <>
      <Dialog {...common} title={byHand.smsTo(customer.maskedName)} note={byHand.smsNote} isOpen={overlay === "sms"} testId="sms-drawer">
        <SmsForm key={customer.id} place={place} points={details.points} onClose={onClose} />
      </Dialog>
      <Dialog
        {...common}
        title={byHand.callWith(customer.maskedName)}
        note={byHand.callNote}
        isOpen={overlay === "call"}
        testId="call-drawer"
      >
        <CallForm key={customer.id} place={place} onClose={onClose} />
      </Dialog>
    </>
  );
}
