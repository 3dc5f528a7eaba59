// One room of a server, with a queue for each member: the last task of the lesson on events.

// emit makes the room's next event of text.
export function emit(room, text) {
  const event = { offset: ++room.last, text };
  for (const member of room.members) push(member, event);
  room.members = room.members.filter(({ evicted }) => !evicted);
  return event.offset;
}

// push puts an event into a member's queue.
export function push(member, event) {
  if (member.queue.length < member.limit) {
    member.queue.push(event);
    return;
  }
  switch (member.policy) {
    case "disconnect":
      member.queue = [];
      member.evicted = true;
      break;
    case "drop oldest":
      member.queue.shift();
      member.queue.push(event);
      member.dropped++;
      break;
    case "drop newest":
      member.dropped++;
  }
}
