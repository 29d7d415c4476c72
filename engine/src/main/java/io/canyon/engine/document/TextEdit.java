package io.canyon.engine.document;

import io.canyon.engine.edit.Smile;
import io.canyon.engine.edit.SmileWriter;
import io.canyon.engine.edit.TextMatch;
import io.canyon.engine.edit.TextPatch;
import io.canyon.engine.edit.TextWork;
import io.canyon.engine.edit.Utf8Text;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Patches of the strings in slots. Stateless; allocates, as work on texts does. */
final class TextEdit {
    private TextEdit() {}

    /** Whether the patch stands in the string exactly where it says, and changes it. */
    static boolean isFit(Slots slots, int slot, DirectBuffer edit, int patchOffset, int patchLength, TextWork work) {
        String text = text(slots, slot);
        String patched = TextMatch.applyExactly(patch(edit, patchOffset, patchLength), text, work);
        return patched != null && !patched.equals(text);
    }

    /** The patched string as Smile. */
    static DirectBuffer patched(Slots slots, int slot, DirectBuffer edit, int patchOffset, int patchLength) {
        String text = TextMatch.applyExactly(patch(edit, patchOffset, patchLength), text(slots, slot), new TextWork());
        if (text == null) {
            throw new IllegalArgumentException("text patch does not fit");
        }
        byte[] utf8 = Utf8Text.encode(text);
        SmileWriter smile = new SmileWriter().wrap(new ExpandableArrayBuffer(utf8.length + 2), 0);
        smile.writeString(new UnsafeBuffer(utf8), 0, utf8.length);
        return smile.buffer();
    }

    /** What the string in a slot says. */
    static String text(Slots slots, int slot) {
        UnsafeBuffer smile = new UnsafeBuffer(new byte[slots.scalarLength(slot, slots.tag(slot))]);
        slots.copyScalar(slot, smile);
        return Utf8Text.decode(smile, Smile.stringOffset(smile, 0), Smile.stringLength(smile, 0));
    }

    private static TextPatch patch(DirectBuffer edit, int offset, int length) {
        return TextPatch.parse(Utf8Text.decode(edit, offset, length));
    }
}
