package dev.gavel.persistence.dnc;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The folder of list files on this node, each mapped once however many tenants use it.
 *
 * <p>Thread safety: any thread. {@link #open} blocks.
 */
public final class ListDirectory {

    private final Path folder;
    private final ConcurrentHashMap<String, MappedList> digestToList = new ConcurrentHashMap<>();

    public ListDirectory(Path folder) {
        this.folder = folder;
    }

    /** Where it is. */
    public Path folder() {
        return folder;
    }

    /**
     * The list of this digest, checked when it is mapped first.
     *
     * @throws IOException when it is not there or damaged; the next call tries again
     */
    public MappedList open(String digest) throws IOException {
        MappedList open = digestToList.get(digest);
        if (open == null) {
            open = ListFile.open(folder, digest);
            digestToList.put(digest, open);
        }
        return open;
    }

    /** Forgets all but these; they are unmapped when nobody uses them any more. */
    public void keep(Collection<String> digests) {
        digestToList.keySet().retainAll(digests);
    }
}
