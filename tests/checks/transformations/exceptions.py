"""What still gets another verdict when it is written another way: for each transformation why, and which samples."""

from __future__ import annotations

EXCEPTIONS: dict[str, frozenset[str]] = {
    # An application, and a connection of a class that no pack describes, are known by what everybody calls them.
    "rename_locals": frozenset(
        {
            "connection-key-never-removed/bad_kept_by_the_application",
            "connection-key-never-removed/bad_kept_under_an_app_key",
            "register-in-hot-path/bad_method_that_sends",
        }
    ),
    # Who is given the object that keeps the sessions is not followed: it is known by what it is called.
    "rename_attributes": frozenset({"connection-key-never-removed/bad_session_of_each_connection"}),
    # A function that does more than to return what it makes is not looked into.
    "in_try_with_finally": frozenset({"resource-not-closed/bad_accepted_by_what_two_steps_made"}),
    # The handle is read by the property or the class of somebody else, or armed by a method that says nothing of it.
    "made_by_method": frozenset(
        {
            "disposer-never-read/bad_set_to_none",
            "disposer-never-read/bad_stored_and_forgotten",
            "handle-overwritten/bad_armed_by_two_methods",
            "handle-overwritten/bad_armed_in_a_setter",
            "handle-overwritten/bad_touched_by_each_message",
            "self-rescheduling/bad_cancelled_at_collection",
            "stored-task-not-cancelled/bad_started_by_the_application",
        }
    ),
    # The two halves are looked at one by one.
    "teardown_split": frozenset(
        {
            "handler-identity-mismatch/bad_nested_function_again",
        }
    ),
    # The method that ends the object has another name, and so tells less.
    "teardown_elsewhere": frozenset(
        {
            "removal-not-guaranteed/bad_one_exception_only",
        }
    ),
    # A name is read as what the last of its bindings says, and that is the session of somebody else then.
    "branches_turned_round": frozenset({"resource-not-closed/bad_made_where_none_was_given"}),
    # What a lifespan, a factory, a test or a connection's handler does through another function is not its own.
    "entry_delegates": frozenset(
        {
            "connection-key-never-removed/bad_logger_of_each_connection",
            "first-completed-losers/bad_one_of_them_forgotten",
            "heartbeat-never-stopped/bad_started_through_a_partial",
            "startup-without-shutdown/bad_not_among_their_names",
            "startup-without-shutdown/bad_one_of_two_keys",
            "startup-without-shutdown/bad_task_of_the_lifespan",
            "startup-without-shutdown/bad_used_by_handlers_alone",
            "stored-task-not-cancelled/bad_of_a_connection_in_the_module",
            "unbounded-shutdown-await/bad_kept_by_the_application",
        }
    ),
    # What a function pops or cancels through a method is not told from what anybody else does by that.
    "release_in_method_of_its_own": frozenset(
        {
            "removal-not-guaranteed/bad_popped_when_all_goes_well",
            "stored-task-not-cancelled/bad_cancelled_by_its_loop_alone",
        }
    ),
    # What a loop pops is not what stands before the loop has appended.
    "release_in_loop": frozenset({"removal-not-guaranteed/bad_popped_when_all_goes_well"}),
    # A property gives the attribute away: anybody may release it.
    "through_property": frozenset(
        {
            "disposer-never-read/bad_list_only_cleared",
            "disposer-never-read/bad_list_only_filled",
            "disposer-never-read/bad_set_to_none",
            "disposer-never-read/bad_stored_and_forgotten",
            "subscription-not-left/bad_queue_of_a_hub",
        }
    ),
    # A base class that names its subclass, and a container of that, by name.
    "constructor_in_base_class": frozenset(
        {
            "container-only-grows/bad_leaves_only_when_collected",
        }
    ),
    # Each step in a `try` of its own: then `shutdown()` may fail.
    "release_in_try": frozenset(
        {
            "teardown-incomplete/bad_shutdown_skips_close",
        }
    ),
    # A list of what was put elsewhere, and a handler that a method makes: named first, neither is followed.
    # Who names a method first does not show that a loop, or the end of the block, will call it. Whoever has another
    # name for what the application carries may end it.
    "arguments_through_locals": frozenset(
        {
            "asymmetric-registration/bad_not_in_the_list",
            "handler-identity-mismatch/bad_made_by_a_method_each_time",
            "stored-task-not-cancelled/bad_teardown_only_reads_it",
            "stored-task-not-cancelled/ok_event_set_by_the_loop",
            "unbounded-shutdown-await/bad_kept_by_the_application",
        }
    ),
    # Whether `closed` is `None` is another question: it is `False` then.
    "guard_turned_round": frozenset(
        {
            "reconnect-leaks-previous/ok_only_a_closed_one",
        }
    ),
}
