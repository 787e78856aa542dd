/** 发短信 and 记一次电话, for whoever may contact this customer by hand: nothing for anybody else. The drawers are `contact-drawers.tsx`. */
import type { CustomerCard } from "#shared/model/views.ts";
import { mayContact } from "../state/contact-draft.ts";
import { useCopy, useDesk, useDeskState } from "../state/use-desk.ts";
import { Button, Kbd } from "../ui/controls.tsx";
import { Icon } from "../ui/icons.tsx";
import "./contact.css";

export function useMayContact(customer: CustomerCard | null): boolean {
  const me = useDeskState((state) => state.me);
  const colleagues = useDeskState((state) => state.colleagues);
  return mayContact(me, customer, (id) => colleagues.find(({ specialist }) => specialist.id === id)?.specialist.deputyId);
}

export function ContactButtons({ customer }: { readonly customer: CustomerCard | null }) {
  const { byHand } = useCopy();
  const desk = useDesk();
  if (!useMayContact(customer)) return null;
  return (
    <div className="contact-buttons">
      <Button size="sm" data-testid="open-sms" onClick={() => desk.set({ overlay: "sms" })}>
        <Icon name="message" size={14} />
        {byHand.sms}
        <Kbd>M</Kbd>
      </Button>
      <Button size="sm" data-testid="open-call" onClick={() => desk.set({ overlay: "call" })}>
        <Icon name="handset" size={14} />
        {byHand.call}
        <Kbd>C</Kbd>
      </Button>
    </div>
  );
}
