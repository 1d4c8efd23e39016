package dev.gavel.auction.book;

import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Schedule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which contracts buy at a moment: those that are not paused and whose schedule is open. Contracts with equal schedules are kept
 * together, so that a new minute costs one evaluation per different schedule.
 *
 * <p>Thread safety: immutable.
 */
final class OpenHours {

    private final int contracts;
    private final List<Schedule> schedules = new ArrayList<>();
    private final List<IntList> positionsBySchedule = new ArrayList<>();

    OpenHours(List<Contract> contracts) {
        this.contracts = contracts.size();
        Map<Schedule, IntList> positions = new HashMap<>();
        for (int position = 0; position < contracts.size(); position++) {
            Contract contract = contracts.get(position);
            if (!contract.paused()) {
                positions
                        .computeIfAbsent(contract.schedule(), _ -> new IntList())
                        .add(position);
            }
        }
        positions.forEach((schedule, list) -> {
            schedules.add(schedule);
            positionsBySchedule.add(list);
        });
    }

    /** The contracts that buy at this moment, as a bitset. */
    long[] openAt(Instant now) {
        long[] open = new long[Bits.words(contracts)];
        for (int i = 0; i < schedules.size(); i++) {
            if (schedules.get(i).isOpen(now)) {
                IntList positions = positionsBySchedule.get(i);
                for (int j = 0; j < positions.size(); j++) {
                    Bits.set(open, positions.get(j));
                }
            }
        }
        return open;
    }
}
